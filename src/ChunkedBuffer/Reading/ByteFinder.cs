using System;

namespace ChunkedBuffers;

/// <summary>Finds a byte.</summary>
internal readonly struct ByteFinder(byte value) : IChunkFinder
{
    /// <inheritdoc/>
    public int FindEnd(ReadOnlySpan<byte> chunk) => chunk.IndexOf(value);
}
