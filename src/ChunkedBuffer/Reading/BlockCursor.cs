using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// A rented block with a position, a limit and a mark: filled by puts, turned round by <see cref="Flip"/>, emptied by
/// gets, and made ready again by <see cref="Clear"/> or <see cref="Compact"/>.
/// </summary>
/// <remarks>
/// <para>0 &lt;= mark &lt;= position &lt;= limit &lt;= capacity, always. A put or get that does not fit between
/// position and limit throws and changes nothing, neither the position nor a byte.</para>
/// <para>Ownership: the cursor rents its block and gives its reference back in <see cref="Dispose"/>. Slices made by
/// <see cref="Slice"/> share the block, outlive the cursor, and never change: while one lives, a put, a
/// <see cref="Compact"/> or a writable span that touches the shared bytes throws
/// <see cref="InvalidOperationException"/>.</para>
/// <para>A new block's bytes are whatever its last user left, unless the pool clears them. Blocks of 4 KiB and more
/// start at a multiple of 4 KiB.</para>
/// <para>Thread safety: one thread at a time; the slices may go anywhere.</para>
/// <example><code>
/// using var cursor = new BlockCursor(4096);
/// cursor.PutInt32BigEndian(5);
/// cursor.PutString("hello");
/// cursor.Flip();
/// string text = cursor.GetString(cursor.GetInt32BigEndian());
/// </code></example>
/// </remarks>
[DebuggerDisplay("position {_position}, limit {_limit}, capacity {_capacity}")]
public sealed partial class BlockCursor : IDisposable
{
    private const int NoMark = -1;

    private readonly uint _generation;
    private readonly int _handle;
    private readonly int _capacity;

    private NativeBlock? _block;
    private int _position;
    private int _limit;
    private int _mark = NoMark;

    // The smallest range around everything that slices were made of since the block was last unshared. One range and
    // not a list: it may refuse a write between two slices, never allow one into a slice.
    private int _sharedStart;
    private int _sharedEnd;

    /// <summary>Rents a block, ready to be filled. Ownership: rents; dispose the cursor to give it back.</summary>
    /// <param name="capacityBytes">How many bytes fit.</param>
    /// <param name="pool">Where to rent; null means <see cref="BlockPool.Shared"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is negative or more than the pool rents.</exception>
    public BlockCursor(int capacityBytes, BlockPool? pool = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityBytes);
        _block = (pool ?? BlockPool.Shared).RentShared(capacityBytes, 1, out _generation);
        _handle = _block.Ledger is null ? 0 : _block.Ledger.Open(_block);
        _capacity = capacityBytes;
        _limit = capacityBytes;
    }

    /// <summary>Gets how many bytes fit.</summary>
    public int Capacity => _capacity;

    /// <summary>Gets or sets where the next put or get is. A position in front of the mark drops the mark.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or behind the limit.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public int Position
    {
        get => _position;
        set
        {
            ThrowIfDisposed();
            if ((uint)value > (uint)_limit)
            {
                ThrowPositionOutside(value, _limit);
            }

            _position = value;
            _mark = _mark > value ? NoMark : _mark;
        }
    }

    /// <summary>
    /// Gets or sets the offset behind the last byte that may be put or got. A limit in front of the position takes the
    /// position along, and one in front of the mark drops the mark.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than the capacity.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public int Limit
    {
        get => _limit;
        set
        {
            ThrowIfDisposed();
            if ((uint)value > (uint)_capacity)
            {
                ThrowLimitOutside(value, _capacity);
            }

            _limit = value;
            _position = Math.Min(_position, value);
            _mark = _mark > value ? NoMark : _mark;
        }
    }

    /// <summary>Gets the number of bytes from the position to the limit.</summary>
    public int Remaining => _limit - _position;

    /// <summary>Gets a value indicating whether there is a byte between position and limit.</summary>
    public bool HasRemaining => _position < _limit;

    /// <summary>
    /// Gets a value indicating whether a slice of this block is alive, so that some puts are refused.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public bool IsShared => Block().References.Count > 1 && _sharedEnd != 0;

    /// <summary>Remembers the position for <see cref="Reset"/>.</summary>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void Mark()
    {
        ThrowIfDisposed();
        _mark = _position;
    }

    /// <summary>Goes back to the mark, which stays.</summary>
    /// <exception cref="InvalidOperationException">No mark was made, or it was dropped.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void Reset()
    {
        ThrowIfDisposed();
        if (_mark == NoMark)
        {
            ThrowNoMark();
        }

        _position = _mark;
    }

    /// <summary>Ends filling: the limit goes to the position and the position to 0. Drops the mark.</summary>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void Flip()
    {
        ThrowIfDisposed();
        _limit = _position;
        _position = 0;
        _mark = NoMark;
    }

    /// <summary>Starts filling anew: position 0, limit at the capacity. Drops the mark; no byte changes.</summary>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void Clear()
    {
        ThrowIfDisposed();
        _position = 0;
        _limit = _capacity;
        _mark = NoMark;
    }

    /// <summary>Starts over with the same limit: position 0. Drops the mark.</summary>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void Rewind()
    {
        ThrowIfDisposed();
        _position = 0;
        _mark = NoMark;
    }

    /// <summary>
    /// Goes on filling: moves the bytes between position and limit to the front and stands behind them, with the limit
    /// at the capacity. Drops the mark.
    /// </summary>
    /// <exception cref="InvalidOperationException">A slice shares bytes that would be overwritten.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void Compact()
    {
        NativeBlock block = Block();
        int remaining = Remaining;
        if (_position > 0 && remaining > 0)
        {
            ThrowIfShared(0, remaining);
            block.AsSpan(_position, remaining).CopyTo(block.AsSpan(0, remaining));
        }

        _position = remaining;
        _limit = _capacity;
        _mark = NoMark;
    }

    /// <summary>Moves the position forward, over bytes that were written or read through a span.</summary>
    /// <param name="count">Bytes to move by.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than remain.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public void Advance(int count)
    {
        ThrowIfDisposed();
        if ((uint)count > (uint)Remaining)
        {
            ThrowAdvanceOutside(count, Remaining);
        }

        _position += count;
    }

    /// <summary>
    /// Shows the bytes between position and limit as a slice. Ownership: shares the block; the caller disposes the
    /// slice, before or after the cursor. Writable spans that were made earlier must not be used any more.
    /// </summary>
    /// <returns>The slice; empty when nothing remains.</returns>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public BufferSlice Slice()
    {
        NativeBlock block = Block();
        if (!HasRemaining)
        {
            return default;
        }

        bool wasShared = block.References.Count > 1;
        block.Acquire(_generation, 1);
        _sharedStart = wasShared ? Math.Min(_sharedStart, _position) : _position;
        _sharedEnd = wasShared ? Math.Max(_sharedEnd, _limit) : _limit;
        return new BufferSlice(block, _generation, _position, Remaining);
    }

    /// <summary>Gets the bytes between position and limit, to write to. The position does not move.</summary>
    /// <returns>A borrowed view, valid until the cursor is disposed or sliced.</returns>
    /// <exception cref="InvalidOperationException">A slice shares some of the bytes.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public Span<byte> AsSpan() => ToPut(Remaining);

    /// <summary>Gets the bytes between position and limit, to read. The position does not move.</summary>
    /// <returns>A borrowed view, valid until the cursor is disposed.</returns>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public ReadOnlySpan<byte> AsReadOnlySpan() => ToGet(Remaining);

    /// <summary>
    /// Gets the bytes between position and limit, to be written asynchronously. The position does not move.
    /// </summary>
    /// <returns>A borrowed view, valid until the cursor is disposed or sliced.</returns>
    /// <exception cref="InvalidOperationException">A slice shares some of the bytes.</exception>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public Memory<byte> AsMemory()
    {
        ToPut(Remaining);
        return Block().AsMemory(_position, Remaining);
    }

    /// <summary>
    /// Gets the bytes between position and limit, to be read asynchronously. The position does not move.
    /// </summary>
    /// <returns>A borrowed view, valid until the cursor is disposed.</returns>
    /// <exception cref="ObjectDisposedException">The cursor is disposed.</exception>
    public ReadOnlyMemory<byte> AsReadOnlyMemory() => Block().AsMemory(_position, Remaining);

    /// <summary>Gives the block back, or leaves it to its last slice. Disposing again does nothing.</summary>
    public void Dispose()
    {
        NativeBlock? block = _block;
        if (block is null)
        {
            return;
        }

        _block = null;
        if (_handle != 0)
        {
            block.Ledger!.Close(_handle);
        }

        block.Release(_generation, 1);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_block is null, this);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NativeBlock Block()
    {
        NativeBlock? block = _block;
        ObjectDisposedException.ThrowIf(block is null, this);
        return block;
    }

    /// <summary>The next bytes, to be written; the caller moves the position when it wrote them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> ToPut(int length)
    {
        NativeBlock block = Block();
        if ((uint)length > (uint)(_limit - _position))
        {
            ThrowDoesNotFit(length);
        }

        if (_sharedEnd != 0)
        {
            ThrowIfShared(_position, length);
        }

        return block.AsSpan(_position, length);
    }

    /// <summary>The next bytes, to be read; the caller moves the position when it read them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> ToGet(int length)
    {
        NativeBlock block = Block();
        if ((uint)length > (uint)(_limit - _position))
        {
            ThrowNotThere(length);
        }

        return block.AsSpan(_position, length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowIfShared(int start, int length)
    {
        if (_sharedEnd == 0)
        {
            return;
        }

        // Only this cursor and its slices can add references, so one reference means that there is no slice left.
        if (Block().References.Count == 1)
        {
            _sharedEnd = 0;
            return;
        }

        if (start < _sharedEnd && start + length > _sharedStart)
        {
            ThrowSharedBytes(start, length);
        }
    }

    [DoesNotReturn]
    private void ThrowSharedBytes(int start, int length) => throw new InvalidOperationException(
        $"Cannot write {length} bytes at {start}: slices share the bytes from {_sharedStart} to {_sharedEnd}. " +
        "Dispose them first, or use another cursor.");

    [DoesNotReturn]
    private void ThrowDoesNotFit(int length) => throw new InvalidOperationException(
        $"Cannot put {length} bytes at position {_position}: {Remaining} remain up to the limit {_limit}.");

    [DoesNotReturn]
    private void ThrowNotThere(int length) => throw new InvalidOperationException(
        $"Cannot get {length} bytes at position {_position}: {Remaining} remain up to the limit {_limit}.");

    [DoesNotReturn]
    private static void ThrowPositionOutside(int value, int limit) => throw new ArgumentOutOfRangeException(
        nameof(value), value, $"The position {value} is not between 0 and the limit {limit}.");

    [DoesNotReturn]
    private static void ThrowLimitOutside(int value, int capacity) => throw new ArgumentOutOfRangeException(
        nameof(value), value, $"The limit {value} is not between 0 and the capacity {capacity}.");

    [DoesNotReturn]
    private static void ThrowAdvanceOutside(int count, int remaining) => throw new ArgumentOutOfRangeException(
        nameof(count), count, $"Cannot advance by {count} bytes: {remaining} remain.");

    [DoesNotReturn]
    private static void ThrowNoMark() => throw new InvalidOperationException(
        "There is no mark to go back to: none was made, or the position or limit moved in front of it.");
}
