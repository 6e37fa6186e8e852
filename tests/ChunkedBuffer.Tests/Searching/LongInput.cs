using System;

namespace ChunkedBuffers.Tests.Searching;

/// <summary>
/// A view of more than 2 GiB that shows one block again and again, so that offsets beyond an <see cref="int"/> can be
/// tested with little memory.
/// </summary>
internal sealed class LongInput : IDisposable
{
    private readonly Segment[] _segments;
    private readonly NativeBlock _block;
    private readonly uint _generation;

    internal LongInput(int repetitions, int chunkLength)
    {
        _block = BlockPool.Shared.RentShared(chunkLength, 1, out _generation);
        Chunk = _block.AsMemory(0, chunkLength);
        _segments = new Segment[repetitions];
        for (int index = 0; index < repetitions; index++)
        {
            _segments[index] = new Segment
            {
                Block = _block,
                Generation = _generation,
                End = chunkLength,
                BlockToSequence = (long)index * chunkLength,
            };
        }
    }

    /// <summary>The bytes that every chunk shows.</summary>
    internal Memory<byte> Chunk { get; }

    internal ChunkView View => new(_segments, default, (long)_segments.Length * Chunk.Length);

    public void Dispose() => _block.Release(_generation, 1);
}
