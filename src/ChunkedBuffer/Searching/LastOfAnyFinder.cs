using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <summary>Finds the last byte of a set in a chunk; for searches from the end.</summary>
internal readonly struct LastOfAnyFinder(SearchValues<byte> values) : IChunkFinder
{
    /// <inheritdoc/>
    public int FindEnd(ReadOnlySpan<byte> chunk) => chunk.LastIndexOfAny(values);
}
