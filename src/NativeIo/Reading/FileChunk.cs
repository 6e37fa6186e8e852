using System;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// A part of a file that was read. Ownership: lent, until the reader goes on to the next chunk or ends;
/// <see cref="Share"/> keeps it.
/// </summary>
/// <remarks>Thread safety: as <see cref="BufferSlice"/>: any thread, while it is lent.</remarks>
public readonly struct FileChunk
{
    private readonly BufferSlice _slice;

    internal FileChunk(long offset, BufferSlice slice)
    {
        Offset = offset;
        _slice = slice;
    }

    /// <summary>Gets where in the file the chunk begins.</summary>
    public long Offset { get; }

    /// <summary>Gets the number of bytes, above 0.</summary>
    public int Length => (int)_slice.Length;

    /// <summary>Gets the bytes. Ownership: borrows, while the chunk is lent.</summary>
    /// <exception cref="ObjectDisposedException">The reader went on.</exception>
    public ReadOnlySpan<byte> Span => _slice.AsSpan();

    /// <summary>Gets the bytes. Ownership: borrows, while the chunk is lent.</summary>
    /// <exception cref="ObjectDisposedException">The reader went on.</exception>
    public ReadOnlyMemory<byte> Memory => _slice.AsMemory();

    /// <summary>Keeps the chunk, without a copy.</summary>
    /// <returns>A slice of the same bytes. Ownership: the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The reader went on.</exception>
    public BufferSlice Share() => _slice.Share();
}
