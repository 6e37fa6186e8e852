using System;

namespace ChunkedBuffers;

/// <summary>A search that is given one chunk after the other and remembers what it needs between them.</summary>
internal interface IChunkFinder
{
    /// <summary>Searches the next chunk.</summary>
    /// <returns>The index of the last byte of the match, or -1 when the match does not end in this chunk.</returns>
    int FindEnd(ReadOnlySpan<byte> chunk);
}
