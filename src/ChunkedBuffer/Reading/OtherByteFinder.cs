using System;

namespace ChunkedBuffers;

/// <summary>Finds the first byte that is not the given one.</summary>
internal readonly struct OtherByteFinder(byte value) : IChunkFinder
{
    /// <inheritdoc/>
    public int FindEnd(ReadOnlySpan<byte> chunk) => chunk.IndexOfAnyExcept(value);
}
