using System;

namespace ChunkedBuffers;

/// <content>Making slices: copies, foreign memory, shares, parts, joins.</content>
public readonly partial struct BufferSlice
{
    /// <summary>Copies bytes into a block of their own. Ownership: rents; the caller disposes the slice.</summary>
    /// <param name="bytes">The bytes to copy.</param>
    /// <param name="pool">Where to rent; null means <see cref="BlockPool.Shared"/>.</param>
    /// <returns>The copy, in one chunk.</returns>
    public static BufferSlice CopyFrom(ReadOnlySpan<byte> bytes, BlockPool? pool = null)
    {
        if (bytes.IsEmpty)
        {
            return default;
        }

        NativeBlock block = (pool ?? BlockPool.Shared).RentShared(bytes.Length, 1, out uint generation);
        bytes.CopyTo(block.AsSpan(0, bytes.Length));
        return new BufferSlice(block, generation, 0, bytes.Length);
    }

    /// <summary>
    /// Makes a slice over memory that somebody else owns, such as an array or a file mapping, without a copy.
    /// </summary>
    /// <remarks>
    /// Ownership: borrows <paramref name="memory"/> until <paramref name="release"/> is called, exactly once: when the
    /// last slice over it is disposed, on the thread that does so, or before this method returns when there are no
    /// bytes or it fails. The memory is pinned meanwhile, is never written to through a slice, and its owner must not
    /// change it. What the release throws comes out of the member that gave the last reference back, which has done its
    /// work.
    /// </remarks>
    /// <param name="memory">The bytes to show.</param>
    /// <param name="release">Called with <paramref name="state"/> when nobody needs the memory any more.</param>
    /// <param name="state">Handed to <paramref name="release"/>.</param>
    /// <returns>A slice over all of the memory, in one chunk.</returns>
    public static BufferSlice FromExternal(
        ReadOnlyMemory<byte> memory, Action<object?>? release = null, object? state = null)
    {
        if (memory.IsEmpty)
        {
            release?.Invoke(state);
            return default;
        }

        NativeBlock block = ExternalMemory.Wrap(memory, release, state, out uint generation);
        return new BufferSlice(block, generation, 0, memory.Length);
    }

    /// <summary>
    /// Joins slices without copying. Ownership: shares; the parts stay the caller's, each to be disposed as before.
    /// </summary>
    /// <param name="parts">The parts in order; neighbours that lie side by side in one block become one chunk.</param>
    /// <returns>A slice over all bytes of the parts.</returns>
    /// <exception cref="ObjectDisposedException">A part is stale; nothing is held then.</exception>
    public static BufferSlice Concat(params ReadOnlySpan<BufferSlice> parts)
    {
        SegmentList list = SegmentListCache.Rent();
        try
        {
            foreach (BufferSlice part in parts)
            {
                Segment scratch = default;
                ChunkView view = part.View(ref scratch);
                list.AddShared(view, 0, view.Length);
            }

            return list.Publish();
        }
        catch
        {
            list.Abandon();
            throw;
        }
    }

    /// <summary>Makes another handle to the same bytes. Ownership: shares; both handles are disposed.</summary>
    /// <returns>The other handle.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    /// <exception cref="InvalidOperationException">The block has as many references as it can count.</exception>
    public BufferSlice Share()
    {
        if (_owner is null)
        {
            return default;
        }

        if (_length < 0)
        {
            SegmentList list = List();
            list.Acquire(_generation);
            return new BufferSlice(list, _generation);
        }

        NativeBlock block = Block();
        block.Acquire(_generation, 1);
        return new BufferSlice(block, _generation, _start, _length);
    }

    /// <summary>
    /// As <see cref="Share"/>, for a handle that another thread may dispose at any time, as in a table of values that
    /// readers look at without a lock. Ownership: shares; when it succeeds, the other handle is disposed on its own.
    /// </summary>
    /// <param name="other">The other handle, of the same bytes; empty when it failed.</param>
    /// <returns>
    /// False when the handle is stale: it was disposed, and nobody else held the bytes. It may succeed after that as
    /// long as somebody does.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The block has as many references as it can count, or belongs to another thread.
    /// </exception>
    public bool TryShare(out BufferSlice other)
    {
        other = default;
        switch (_owner)
        {
            case null:
                return true;
            case NativeBlock block when IsOpenIn(block.Ledger) && block.TryAcquire(_generation, 1):
                other = new BufferSlice(block, _generation, _start, _length);
                return true;
            case SegmentList list when IsOpenIn(list.Ledger) && list.TryAcquire(_generation):
                other = new BufferSlice(list, _generation);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Shows the part from an offset to the end. Ownership: shares; the result is disposed on its own.
    /// </summary>
    /// <param name="start">Offset in bytes of the first byte.</param>
    /// <returns>A handle to the part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative or behind the end.</exception>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice Slice(long start) => Slice(start, Length - start);

    /// <summary>Shows a part. Ownership: shares; the result is disposed on its own.</summary>
    /// <param name="start">Offset in bytes of the first byte.</param>
    /// <param name="length">Number of bytes.</param>
    /// <returns>A handle to the part; empty parts hold nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the slice.</exception>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public BufferSlice Slice(long start, long length)
    {
        long all = Length;
        if ((ulong)start > (ulong)all || (ulong)length > (ulong)(all - start))
        {
            ThrowHelper.ThrowRangeOutside(nameof(length), start, length, all);
        }

        if (_length < 0)
        {
            return length == all ? Share() : SliceList(start, length);
        }

        if (_owner is null)
        {
            return default;
        }

        NativeBlock block = Block();
        if (length == 0)
        {
            return default;
        }

        block.Acquire(_generation, 1);
        return new BufferSlice(block, _generation, _start + (int)start, (int)length);
    }

    /// <summary>
    /// Moves the bytes to a private block that fits, so that a small slice does not keep a large block from being
    /// reused. Ownership: transfers; this handle is disposed and the returned one takes its place.
    /// </summary>
    /// <param name="pool">Where to rent; null means <see cref="BlockPool.Shared"/>.</param>
    /// <returns>The same bytes in one chunk that nobody else sees.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    /// <exception cref="InvalidOperationException">There are more bytes than one chunk can hold.</exception>
    public BufferSlice Detach(BlockPool? pool = null)
    {
        BufferSlice copy = CopyOut(pool);
        Dispose();
        return copy;
    }

    /// <summary>
    /// Gets the bytes in one chunk: shared when they already are, else copied. This handle stays valid.
    /// </summary>
    /// <param name="pool">Where to rent for a copy; null means <see cref="BlockPool.Shared"/>.</param>
    /// <returns>A slice of at most one chunk. Ownership: the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    /// <exception cref="InvalidOperationException">There are more bytes than one chunk can hold.</exception>
    public BufferSlice ToContiguous(BlockPool? pool = null) => _length < 0 ? CopyOut(pool) : Share();

    private BufferSlice SliceList(long start, long length)
    {
        SegmentList list = SegmentListCache.Rent();
        try
        {
            list.AddShared(List().View, start, length);
            return list.Publish();
        }
        catch
        {
            list.Abandon();
            throw;
        }
    }

    private BufferSlice CopyOut(BlockPool? pool)
    {
        Segment scratch = default;
        return View(ref scratch).CopyToBlock(pool ?? BlockPool.Shared);
    }
}
