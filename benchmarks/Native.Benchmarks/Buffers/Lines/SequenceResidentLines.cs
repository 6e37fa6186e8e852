using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>SequenceReader over the same bytes in 4 KiB segments.</summary>
internal sealed class SequenceResidentLines(byte[] corpus) : Workload
{
    private readonly ReadOnlySequence<byte> _sequence = ChunkSegment.SequenceOf(corpus);

    public override Outcome Pass()
    {
        var reader = new SequenceReader<byte>(_sequence);
        long count = 0;
        ulong checksum = 0;
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
        {
            checksum += Outcome.Value(SpanResidentLines.WithoutCr(line));
            count++;
        }

        return new Outcome(count, corpus.Length, checksum);
    }
}
