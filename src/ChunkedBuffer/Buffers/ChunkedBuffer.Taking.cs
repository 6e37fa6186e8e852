using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>Consuming at the front and looking without consuming.</content>
public sealed partial class ChunkedBuffer
{
    /// <summary>Takes bytes off the front without copying. Ownership: the caller disposes the slice.</summary>
    /// <param name="count">At most so many bytes; negative means all.</param>
    /// <returns>A slice that stays valid whatever happens to the buffer.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferSlice Take(long count)
    {
        if (_segments.Count > 0)
        {
            ref Segment head = ref _segments.First;
            if ((ulong)count <= (ulong)head.Length && count != 0)
            {
                int length = (int)count;
                TakeCredit(ref head);
                var slice = new BufferSlice(head.Block, head.Generation, head.Start, length);
                ConsumeFromFirst(ref head, length);
                return slice;
            }
        }

        return TakeMany(count);
    }

    /// <summary>Takes all bytes without copying. Ownership: the caller disposes the slice.</summary>
    /// <returns>A slice that stays valid whatever happens to the buffer.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferSlice TakeAll() => Take(-1);

    /// <summary>Takes exactly so many bytes. Ownership: the caller disposes the slice.</summary>
    /// <param name="count">Number of bytes.</param>
    /// <returns>A slice of that length.</returns>
    /// <exception cref="InvalidOperationException">There are fewer; nothing was consumed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferSlice TakeExactly(long count)
    {
        RequireAvailable(count);
        return Take(count);
    }

    /// <summary>Takes exactly so many bytes, or none. Ownership: the caller disposes the slice.</summary>
    /// <param name="count">Number of bytes.</param>
    /// <param name="slice">A slice of that length, or an empty one.</param>
    /// <returns>False when there are fewer; nothing was consumed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool TryTakeExactly(long count, out BufferSlice slice)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        slice = count <= Length ? Take(count) : default;
        return count == slice.Length;
    }

    /// <summary>Drops bytes off the front.</summary>
    /// <param name="count">At most so many bytes; negative means all.</param>
    /// <returns>The number of bytes dropped.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long Skip(long count)
    {
        if (_segments.Count > 0)
        {
            ref Segment head = ref _segments.First;
            if ((ulong)count <= (ulong)head.Length)
            {
                ConsumeFromFirst(ref head, (int)count);
                return count;
            }
        }

        return SkipMany(count);
    }

    /// <summary>Drops exactly so many bytes off the front.</summary>
    /// <param name="count">Number of bytes.</param>
    /// <exception cref="InvalidOperationException">There are fewer; nothing was consumed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public void SkipExactly(long count)
    {
        RequireAvailable(count);
        Skip(count);
    }

    /// <summary>Drops exactly so many bytes off the front, or none.</summary>
    /// <param name="count">Number of bytes.</param>
    /// <returns>False when there are fewer; nothing was consumed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool TrySkipExactly(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return count <= Length && Skip(count) == count;
    }

    /// <summary>Drops bytes off the end.</summary>
    /// <param name="count">At most so many bytes; negative means all.</param>
    /// <returns>The number of bytes dropped.</returns>
    /// <exception cref="InvalidOperationException">A write lease is open.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long SkipLast(long count)
    {
        RequireWritable();
        long dropped = count < 0 || count > Length ? Length : count;
        Rearranged();
        for (long missing = dropped; missing > 0;)
        {
            ref Segment last = ref _segments.Last;
            int part = (int)Math.Min(missing, last.Length);
            missing -= part;
            _end -= part;
            last.End -= part;
            if (last.Length == 0)
            {
                DropLast(ref last);
            }
        }

        return dropped;
    }

    /// <summary>Shares the first bytes without consuming them. Ownership: the caller disposes the slice.</summary>
    /// <param name="count">At most so many bytes; negative means all.</param>
    /// <returns>A slice that stays valid whatever happens to the buffer.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferSlice Peek(long count) => Peek(0, count);

    /// <summary>
    /// Shares bytes from the middle without consuming them. Ownership: the caller disposes the slice.
    /// </summary>
    /// <param name="start">Offset in bytes of the first one; behind the end there is nothing to share.</param>
    /// <param name="count">At most so many bytes; negative means all from there.</param>
    /// <returns>A slice that stays valid whatever happens to the buffer.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferSlice Peek(long start, long count)
    {
        if (_segments.Count > 0)
        {
            // Unsigned, so that one comparison each refuses a negative number, nothing at all and too much.
            ref Segment head = ref _segments.First;
            if ((ulong)start < (ulong)head.Length && (ulong)(count - 1) < (ulong)(head.Length - start))
            {
                TakeCredit(ref head);
                return new BufferSlice(head.Block, head.Generation, head.Start + (int)start, (int)count);
            }
        }

        return PeekFurther(start, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferSlice PeekFurther(long start, long count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        long available = Math.Max(Length - start, 0);
        long length = count < 0 || count > available ? available : count;
        if (length == 0)
        {
            return default;
        }

        int index = View.Seek(start, out int offset);
        ref Segment first = ref _segments[index];
        if (length > first.Length - offset)
        {
            return PeekMany(index, offset, length);
        }

        TakeCredit(ref first);
        return new BufferSlice(first.Block, first.Generation, first.Start + offset, (int)length);
    }

    /// <summary>Shares exactly so many bytes from the front. Ownership: the caller disposes the slice.</summary>
    /// <param name="count">Number of bytes.</param>
    /// <returns>A slice of that length.</returns>
    /// <exception cref="InvalidOperationException">There are fewer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public BufferSlice PeekExactly(long count)
    {
        RequireAvailable(count);
        return Peek(count);
    }

    /// <summary>
    /// Shares exactly so many bytes from the front, or none. Ownership: the caller disposes the slice.
    /// </summary>
    /// <param name="count">Number of bytes.</param>
    /// <param name="slice">A slice of that length, or an empty one.</param>
    /// <returns>False when there are fewer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool TryPeekExactly(long count, out BufferSlice slice)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        slice = count <= Length ? Peek(count) : default;
        return count == slice.Length;
    }

    /// <summary>Drops the first bytes if they are these.</summary>
    /// <param name="prefix">The bytes to look for; an empty prefix is always there.</param>
    /// <returns>False when the buffer starts otherwise or is shorter; nothing was consumed.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool TrySkipPrefix(ReadOnlySpan<byte> prefix)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (prefix.Length > Length || ChunkSearch.IndexOf(View, prefix, 0, prefix.Length) != 0)
        {
            return false;
        }

        Skip(prefix.Length);
        return true;
    }

    /// <summary>Moves the front behind bytes of the first chunk, which goes when it is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ConsumeFromFirst(ref Segment head, int count)
    {
        _front += count;
        int start = head.Start + count;
        head.Start = start;
        if (start == head.End)
        {
            DropFirst();
        }
    }

    /// <summary>As <see cref="DropFirst()"/>, at the other end.</summary>
    private void DropLast(ref readonly Segment last)
    {
        (NativeBlock block, uint generation, int credits) = (last.Block, last.Generation, last.Credits);
        _segments.DropLast();
        ReleaseCredits(block, generation, credits);
    }

    private BufferSlice TakeMany(long count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        BufferSlice slice = Peek(count);
        SkipMany(slice.Length);
        return slice;
    }

    private BufferSlice PeekMany(int index, int offset, long length)
    {
        SegmentList list = SegmentListCache.Rent();
        try
        {
            for (; length > 0; index++)
            {
                ref Segment segment = ref _segments[index];
                int part = (int)Math.Min(segment.Length - offset, length);
                TakeCredit(ref segment);
                list.Add(segment.Block, segment.Generation, segment.Start + offset, part);
                length -= part;
                offset = 0;
            }

            return list.Publish();
        }
        catch
        {
            list.Abandon();
            throw;
        }
    }

    private long SkipMany(long count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        long skipped = count < 0 || count > Length ? Length : count;
        for (long missing = skipped; missing > 0;)
        {
            ref Segment head = ref _segments.First;
            int part = (int)Math.Min(missing, head.Length);
            ConsumeFromFirst(ref head, part);
            missing -= part;
        }

        return skipped;
    }

    private void RequireAvailable(long count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > Length)
        {
            ThrowHelper.ThrowNotEnough(count, Length);
        }
    }
}
