using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>Buffers and slices: the sources that can change or go away, and that values can be shared from.</content>
public ref partial struct BufferReader
{
    /// <summary>Reads a buffer from its first byte. Nothing leaves the buffer: skip what was read afterwards.</summary>
    /// <param name="buffer">The buffer. Ownership: borrows; it must not change before the last read.</param>
    /// <param name="pool">Where scratch blocks come from; the buffer's pool when absent.</param>
    /// <exception cref="ArgumentNullException">There is no buffer.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferReader(ChunkedBuffer buffer, BlockPool? pool = null)
        : this(ViewOf(buffer), pool ?? buffer.Pool)
    {
        _buffer = buffer;
        _version = buffer.Version;
    }

    /// <summary>Reads a slice from its first byte.</summary>
    /// <param name="slice">The slice. Ownership: borrows; the caller disposes it after the last read.</param>
    /// <param name="pool">Where scratch blocks come from; the shared pool when absent.</param>
    /// <exception cref="ObjectDisposedException">The slice was disposed.</exception>
    public BufferReader(BufferSlice slice, BlockPool? pool = null)
        : this(ViewOf(slice), pool)
    {
        _slice = slice;
        _isSlice = true;
    }

    /// <summary>Reads bytes as a slice of the source, without a copy. The source must be a buffer or a slice.</summary>
    /// <param name="length">Bytes to read.</param>
    /// <param name="blob">The bytes. Ownership: shares; the caller disposes it. Empty when the result is false.</param>
    /// <returns>False when there are not that many; the position did not move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InvalidOperationException">
    /// The reader was made over a span or a sequence, which nobody can hold a reference to; or the buffer changed while
    /// it was read.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The slice that the reader was made over was disposed.</exception>
    public bool TryReadBlob(long length, out BufferSlice blob)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ThrowIfNotShareable();
        if (length > RemainingUnchanged)
        {
            blob = default;
            return false;
        }

        blob = ShareRange(Consumed, length);
        Advance(length);
        return true;
    }

    private static ChunkView ViewOf(ChunkedBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return buffer.Readable;
    }

    private static ChunkView ViewOf(BufferSlice slice)
    {
        if (slice.TryGetSpan(out ReadOnlySpan<byte> span))
        {
            return new ChunkView(span);
        }

        // A slice of several chunks has a list of its own and does not look at the room for a single one.
        return slice.View(ref Unsafe.NullRef<Segment>());
    }

    private readonly BufferSlice ShareRange(long start, long length)
    {
        ThrowIfChanged();
        return _buffer is null ? _slice.Slice(start, length) : _buffer.Peek(start, length);
    }

    private readonly void ThrowIfChanged()
    {
        if (_buffer is not null)
        {
            if (_buffer.Version != _version)
            {
                ThrowChanged();
            }
        }
        else if (_isSlice)
        {
            // Looking at a stale slice throws.
            _ = _slice.FirstSpan;
        }
    }

    private readonly void ThrowIfNotShareable()
    {
        if (_buffer is null && !_isSlice)
        {
            ThrowNotShareable();
        }
    }

    [DoesNotReturn]
    private static void ThrowChanged() => throw new InvalidOperationException(
        "The buffer changed while it was read: make a new reader after every append, take or skip.");

    [DoesNotReturn]
    private static void ThrowNotShareable() => throw new InvalidOperationException(
        "Only a reader over a ChunkedBuffer or a BufferSlice can share bytes; copy them out of a span or sequence.");
}
