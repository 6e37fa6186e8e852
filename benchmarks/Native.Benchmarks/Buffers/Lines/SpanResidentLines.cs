using System;

namespace Native.Benchmarks;

/// <summary>IndexOf in a loop over one contiguous span.</summary>
internal sealed class SpanResidentLines(byte[] corpus) : Workload
{
    public override Outcome Pass()
    {
        ReadOnlySpan<byte> rest = corpus;
        long count = 0;
        ulong checksum = 0;
        int length;
        while ((length = rest.IndexOf((byte)'\n')) >= 0)
        {
            checksum += Outcome.Value(WithoutCr(rest[..length]));
            rest = rest[(length + 1)..];
            count++;
        }

        return new Outcome(count, corpus.Length, checksum);
    }

    internal static ReadOnlySpan<byte> WithoutCr(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && line[^1] == (byte)'\r' ? line[..^1] : line;
}
