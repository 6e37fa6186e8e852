using System;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Bytes of one file, while its handler looks at them.</summary>
/// <remarks>Thread safety: none; the compiler keeps it on one thread.</remarks>
public readonly ref struct ScanChunk
{
    private readonly ScanLane _lane;
    private readonly BlockLease _lease;
    private readonly int _start;
    private readonly int _length;

    internal ScanChunk(ScanLane lane, BlockLease lease, int start, int length, long offset, bool isWholeFile)
    {
        _lane = lane;
        _lease = lease;
        _start = start;
        _length = length;
        Offset = offset;
        IsWholeFile = isWholeFile;
    }

    /// <summary>Gets the file's path as it was listed or found.</summary>
    public NativePath Path => _lane.Path;

    /// <summary>Gets the place of the path in the list, from 0.</summary>
    public long Index => _lane.Index;

    /// <summary>Gets where in the file the bytes are.</summary>
    public long Offset { get; }

    /// <summary>
    /// Gets a value indicating whether these are all bytes of the file, which is so for files that are shorter than
    /// <see cref="ScanOptions.ChunkBytes"/>.
    /// </summary>
    public bool IsWholeFile { get; }

    /// <summary>Gets the bytes. Ownership: borrows, until the handler returns.</summary>
    public ReadOnlySpan<byte> Span => _lease.Span.Slice(_start, _length);

    /// <summary>Keeps the bytes beyond the handler, without copying them.</summary>
    /// <returns>The same bytes. Ownership: shares; the caller disposes the slice.</returns>
    public BufferSlice Share()
    {
        _lane.IsBlockShared = true;
        return _lease.Share(_start, _length);
    }
}
