using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>ReadOnlySequence in 4 KiB segments, searched with PositionOf and SequenceReader.</summary>
internal sealed class SequenceFind(byte[] corpus, FindWork work) : Workload
{
    private readonly ReadOnlySequence<byte> _sequence = ChunkSegment.SequenceOf(corpus);

    public override Outcome Pass() => work switch
    {
        FindWork.AbsentByte => Absent(_sequence.PositionOf((byte)'\n') is null),
        FindWork.AbsentCrLf => Absent(IsAbsent("\r\n"u8)),
        _ => EveryBoundary(),
    };

    private Outcome Absent(bool isAbsent) => new(1, corpus.Length, isAbsent ? 1u : 2u);

    private bool IsAbsent(ReadOnlySpan<byte> needle)
    {
        var reader = new SequenceReader<byte>(_sequence);
        return !reader.TryReadTo(out ReadOnlySequence<byte> _, needle);
    }

    private Outcome EveryBoundary()
    {
        var reader = new SequenceReader<byte>(_sequence);
        long found = 0;
        ulong checksum = 0;
        while (reader.TryReadTo(out ReadOnlySequence<byte> _, Corpus.Boundary))
        {
            checksum += (ulong)(reader.Consumed - Corpus.Boundary.Length);
            found++;
        }

        return new Outcome(found, corpus.Length, checksum);
    }
}
