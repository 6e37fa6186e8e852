using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>
/// ReadOnlySequence.Slice: a view that owns nothing, so there is nothing to release and nothing is protected.
/// </summary>
internal sealed class SequenceSlice(byte[] corpus) : Workload
{
    private readonly ReadOnlySequence<byte> _parent =
        ChunkSegment.SequenceOf(corpus.AsSpan(0, BufferScenarios.SliceParentLength));

    public override Outcome Pass()
    {
        ulong checksum = 0;
        for (int i = 0; i < BufferScenarios.SliceCount; i++)
        {
            ReadOnlySequence<byte> slice = _parent.Slice(BufferScenarios.SliceStart(i), BufferScenarios.SliceLength);
            checksum += Outcome.Value(slice.Length, slice.FirstSpan[0]);
        }

        return new Outcome(
            BufferScenarios.SliceCount, BufferScenarios.SliceCount * (long)BufferScenarios.SliceLength, checksum);
    }
}
