using System;

namespace ChunkedBuffers;

/// <summary>Finds the last byte of a value in a chunk; for searches from the end.</summary>
internal readonly struct LastByteFinder(byte value) : IChunkFinder
{
    /// <inheritdoc/>
    public int FindEnd(ReadOnlySpan<byte> chunk) => chunk.LastIndexOf(value);
}
