using System;

namespace Native.Benchmarks;

/// <summary>The bar: the same bytes in one contiguous span.</summary>
internal sealed class SpanFind(byte[] corpus, FindWork work) : Workload
{
    public override Outcome Pass() => work switch
    {
        FindWork.AbsentByte => Absent(corpus.AsSpan().IndexOf((byte)'\n')),
        FindWork.AbsentCrLf => Absent(corpus.AsSpan().IndexOf("\r\n"u8)),
        _ => EveryBoundary(corpus),
    };

    private Outcome Absent(int position) => new(1, corpus.Length, position < 0 ? 1u : 2u);

    private static Outcome EveryBoundary(ReadOnlySpan<byte> content)
    {
        long found = 0;
        ulong checksum = 0;
        int from = 0;
        int position;
        while ((position = content[from..].IndexOf(Corpus.Boundary)) >= 0)
        {
            checksum += (ulong)(from + position);
            from += position + Corpus.Boundary.Length;
            found++;
        }

        return new Outcome(found, content.Length, checksum);
    }
}
