using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <summary>Finds the first byte that is in a set, or the first that is not.</summary>
internal readonly struct AnyByteFinder(SearchValues<byte> values, bool except) : IChunkFinder
{
    /// <inheritdoc/>
    public int FindEnd(ReadOnlySpan<byte> chunk) =>
        except ? chunk.IndexOfAnyExcept(values) : chunk.IndexOfAny(values);
}
