using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <content>Equality, order and hash of the content, whatever chunks it is in.</content>
public sealed partial class ChunkedBuffer
{
    /// <summary>Tells whether the bytes are the same, whatever chunks they are in.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool SequenceEqual(ReadOnlySpan<byte> other) => ChunkCompare.Equal(Readable, other);

    /// <summary>Tells whether the bytes are the same, whatever segments they are in.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool SequenceEqual(in ReadOnlySequence<byte> other) => ChunkCompare.Equal(Readable, other);

    /// <summary>Compares the bytes in order, as unsigned values; of two that begin alike the shorter is less.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>Less than 0, 0 or more than 0, as the buffer is less, equal or greater.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public int SequenceCompareTo(ReadOnlySpan<byte> other) => ChunkCompare.Compare(Readable, other);

    /// <summary>Compares the bytes in order, as unsigned values; of two that begin alike the shorter is less.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>Less than 0, 0 or more than 0, as the buffer is less, equal or greater.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public int SequenceCompareTo(in ReadOnlySequence<byte> other) => ChunkCompare.Compare(Readable, other);

    /// <summary>
    /// Hashes the bytes: equal content has an equal hash, whatever chunks it is in. The hash differs from process to
    /// process, so do not store it.
    /// </summary>
    /// <returns>The hash.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public ulong GetContentHash() => ContentHash.Of(Readable);

    /// <summary>Tells whether the bytes are the same, whatever chunks they are in.</summary>
    /// <param name="other">The slice to compare with. Ownership: borrows.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed or the slice's handle is stale.</exception>
    public bool SequenceEqual(BufferSlice other)
    {
        Segment scratch = default;
        return ChunkCompare.Equal(Readable, other.View(ref scratch));
    }

    /// <summary>Compares the bytes in order, as unsigned values; of two that begin alike the shorter is less.</summary>
    /// <param name="other">The slice to compare with. Ownership: borrows.</param>
    /// <returns>Less than 0, 0 or more than 0, as the buffer is less, equal or greater.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed or the slice's handle is stale.</exception>
    public int SequenceCompareTo(BufferSlice other)
    {
        Segment scratch = default;
        return ChunkCompare.Compare(Readable, other.View(ref scratch));
    }
}
