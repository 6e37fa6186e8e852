using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>Writing at the end: leases, commits, copies, growth.</content>
public sealed partial class ChunkedBuffer
{
    /// <summary>
    /// References that come with each new block, enough for a slice of every byte of the largest chunk; they are given
    /// out with plain arithmetic and the rest goes back in one atomic operation.
    /// </summary>
    private const int TailCredits = 1 << 20;

    /// <summary>
    /// A chunk that so few writes filled should have been larger: each border costs a rental, and a line that lies
    /// across it a list. With 6, packets of 1460 bytes get chunks of 16 KiB, two of which still fit into a level 1
    /// cache.
    /// </summary>
    private const int CommitsForGrowth = 6;

    /// <summary>
    /// After more writes than this into one chunk, a smaller one would have done. So much above the other that sizes
    /// do not swing.
    /// </summary>
    private const int CommitsForDecay = 24;

    private const int NoLease = -1;

    private int _chunkLengthNext;
    private long _leased = NoLease;
    private PendingBlocks _pending;

    /// <summary>
    /// Gets a value indicating whether a write lease was handed out and neither committed nor abandoned.
    /// </summary>
    public bool HasOpenLease => _leased != NoLease;

    /// <summary>
    /// Leases the free end of the buffer to write to. Ownership: borrows until <see cref="Advance(int)"/>,
    /// <see cref="AbandonLease"/> or the next lease, which replaces this one.
    /// </summary>
    /// <param name="sizeHint">The least size in bytes; 0 means whatever is convenient, but at least one byte.</param>
    /// <returns>Memory of at least the hinted size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The hint is negative, or more than a block and its headroom can hold.
    /// </exception>
    /// <exception cref="OutOfMemoryException">There is no memory; no lease is open and no byte changed.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Lease(sizeHint);
        return _tail.Block!.AsMemory(_tail.Used, _tail.Free);
    }

    /// <inheritdoc cref="GetMemory"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Lease(sizeHint);
        return _tail.Block!.AsSpan(_tail.Used, _tail.Free);
    }

    /// <summary>
    /// Leases the free end in several pieces, for a scatter read. Ownership: borrows, as <see cref="GetMemory"/>; the
    /// pieces are filled in order and committed together with <see cref="Advance(long)"/>.
    /// </summary>
    /// <param name="destination">Receives the pieces; at least one.</param>
    /// <param name="sizeHint">The total size in bytes to aim at.</param>
    /// <returns>
    /// The number of pieces; fewer bytes than hinted when the destination has no room for more pieces.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The hint is not positive.</exception>
    /// <exception cref="ArgumentException">The destination is empty.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory; no lease is open and no byte changed.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public int GetMemories(Span<Memory<byte>> destination, long sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sizeHint);
        if (destination.IsEmpty)
        {
            throw new ArgumentException("There must be room for at least one piece.", nameof(destination));
        }

        Lease(0);
        try
        {
            return LeasePieces(destination, sizeHint);
        }
        catch
        {
            AbandonLease();
            throw;
        }
    }

    /// <summary>Makes the first bytes of the open lease part of the buffer and closes the lease.</summary>
    /// <param name="count">Number of bytes written, 0 included.</param>
    /// <exception cref="InvalidOperationException">No lease is open.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The count is negative or more than was leased; the lease stays open and nothing changes.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => Advance((long)count);

    /// <inheritdoc cref="Advance(int)"/>
    public void Advance(long count)
    {
        if ((ulong)count > (ulong)_leased || _leased == NoLease)
        {
            ThrowBadAdvance(count);
        }

        int inTail = (int)Math.Min(count, _tail.Free);
        if (_pending.Count > 0)
        {
            CommitScattered(inTail, count - inTail);
        }
        else if (inTail > 0)
        {
            CommitTail(inTail);
        }

        _leased = NoLease;
    }

    /// <summary>Closes the open lease, if there is one, without adding bytes.</summary>
    public void AbandonLease()
    {
        _leased = NoLease;
        _pending.ReleaseAll();
    }

    /// <summary>Copies bytes to the end.</summary>
    /// <param name="bytes">The bytes; they may come from this buffer.</param>
    /// <exception cref="InvalidOperationException">A write lease is open.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory; the buffer is unchanged.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if ((uint)(bytes.Length - 1) < (uint)_tail.Free && _leased == NoLease)
        {
            bytes.CopyTo(_tail.Block!.AsSpan(_tail.Used, bytes.Length));
            CommitTail(bytes.Length);
        }
        else
        {
            AppendSlow(bytes);
        }
    }

    private void AppendSlow(ReadOnlySpan<byte> bytes)
    {
        RequireWritable();
        if (bytes.IsEmpty)
        {
            return;
        }

        EnsureTail(1);
        int free = _tail.Free;
        try
        {
            for (long missing = (long)bytes.Length - free; missing > 0;)
            {
                missing -= RentPending(missing).Length;
            }
        }
        catch
        {
            _pending.ReleaseAll();
            throw;
        }

        int first = Math.Min(free, bytes.Length);
        bytes[..first].CopyTo(_tail.Block!.AsSpan(_tail.Used, first));
        ReadOnlySpan<byte> rest = bytes[first..];
        for (int index = 0; index < _pending.Count; index++)
        {
            NativeBlock block = _pending[index].Block;
            int part = Math.Min(ChunkLengthOf(block), rest.Length);
            rest[..part].CopyTo(block.AsSpan(0, part));
            rest = rest[part..];
        }

        CommitScattered(first, bytes.Length - first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Lease(int sizeHint)
    {
        if (_leased != NoLease || sizeHint < 0 || _tail.Free < sizeHint || _tail.Free == 0 || _front == _end)
        {
            PrepareLease(sizeHint);
        }

        _leased = _tail.Free;
    }

    private int LeasePieces(Span<Memory<byte>> destination, long sizeHint)
    {
        destination[0] = _tail.Block!.AsMemory(_tail.Used, _tail.Free);
        int count = 1;
        while (_leased < sizeHint && count < destination.Length)
        {
            Memory<byte> piece = RentPending(sizeHint - _leased);
            destination[count++] = piece;
            _leased += piece.Length;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PrepareLease(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        AbandonLease();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        EnsureTail(Math.Max(sizeHint, 1));
    }

    private void RequireWritable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_leased != NoLease)
        {
            ThrowHelper.ThrowLeaseIsOpen();
        }
    }

    /// <summary>
    /// Leaves a tail with at least so many free bytes: the present one, rewound if possible, or a new one.
    /// </summary>
    private void EnsureTail(int free)
    {
        if (_front == _end)
        {
            RewindTail();
        }

        if (_tail.Free < free)
        {
            RetireOrReplaceTail(free);
        }
    }

    /// <summary>
    /// When nobody has a slice of the tail's block and nothing is buffered, it is written from the start again.
    /// </summary>
    private void RewindTail()
    {
        int headroom = Math.Min(Options.Headroom, _tail.Length >> 1);
        if (_tail.Block is { } block && _tail.Used > headroom && block.References.Count == _tail.Credits)
        {
            _tail.Used = headroom;
            block.FreeFront = headroom;
            NoteFill();
        }
    }

    private void RetireOrReplaceTail(int free)
    {
        NoteFill();
        int headroom = Options.Headroom;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(free, BlockDepot.LengthMax - headroom, "sizeHint");
        int length = Math.Max(free + headroom, _chunkLengthNext);
        Debug.Assert(length > 0, "A chunk holds at least one byte.");
        NativeBlock block = Pool.RentShared(length, TailCredits, out uint generation);
        WriteTail previous = _tail;
        _tail = new WriteTail
        {
            Block = block,
            Generation = generation,
            Used = headroom,
            Length = Math.Max(free + headroom, ChunkLengthOf(block)),
            Credits = TailCredits,
        };
        block.FrontOwner = this;
        block.FrontGeneration = generation;
        block.FreeFront = headroom;
        Retire(in previous);
    }

    private void RetireTail()
    {
        WriteTail tail = _tail;
        _tail = default;
        Retire(in tail);
    }

    /// <summary>
    /// Parts from a tail that is not in use any more: its references go to the last segment over its block, or back.
    /// </summary>
    private void Retire(ref readonly WriteTail tail)
    {
        if (tail.Block is not { } block)
        {
            return;
        }

        if (_segments.Count > 0 && ReferenceEquals(_segments.Last.Block, block))
        {
            _segments.Last.Credits += tail.Credits;
        }
        else
        {
            block.Release(tail.Generation, tail.Credits);
        }
    }

    /// <summary>
    /// Doubles the next chunk after one that few writes filled, halves it after one with many small writes.
    /// </summary>
    private void NoteFill()
    {
        if (_tail.Commits is > 0 and <= CommitsForGrowth && _tail.Free == 0)
        {
            _chunkLengthNext = (int)Math.Min(2L * _chunkLengthNext, Options.ChunkLengthMax);
        }
        else if (_tail.Commits > CommitsForDecay)
        {
            _chunkLengthNext = Math.Max(_chunkLengthNext >> 1, Options.ChunkLengthMin);
        }

        _tail.Commits = 0;
    }

    /// <summary>Makes the next bytes of the tail readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CommitTail(int count)
    {
        Debug.Assert(count > 0 && count <= _tail.Free, "The caller checked the count against the lease.");
        if (_segments.Count > 0)
        {
            ref Segment last = ref _segments.Last;
            if (ReferenceEquals(last.Block, _tail.Block) && last.End == _tail.Used)
            {
                last.End += count;
                Committed(count);
                return;
            }
        }

        PushTailSegment(count);
        Committed(count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Committed(int count)
    {
        _tail.Used += count;
        _tail.Commits++;
        _end += count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushTailSegment(int count)
    {
        _segments.Reserve(1);
        if (_tail.Credits < 2)
        {
            _tail.Block!.Acquire(_tail.Generation, CreditRefill);
            _tail.Credits += CreditRefill;
        }

        int credits = _tail.Credits >> 1;
        _tail.Credits -= credits;
        _segments.PushLast() = new Segment
        {
            Block = _tail.Block!,
            Generation = _tail.Generation,
            Start = _tail.Used,
            End = _tail.Used + count,
            Credits = credits,
            BlockToSequence = _end - _tail.Used,
        };
    }

    /// <summary>The pool may give more than was asked for; the largest chunk length holds all the same.</summary>
    private int ChunkLengthOf(NativeBlock block) => Math.Min(block.Length, Options.ChunkLengthMax);

    private Memory<byte> RentPending(long length)
    {
        int wanted = (int)Math.Clamp(length, _chunkLengthNext, Options.ChunkLengthMax);
        NativeBlock block = Pool.RentShared(wanted, TailCredits, out uint generation);
        _pending.Add(block, generation);
        return block.AsMemory(0, ChunkLengthOf(block));
    }

    /// <summary>
    /// Commits the rest of the tail and then the blocks rented for the same lease; unused ones go back.
    /// </summary>
    private void CommitScattered(int inTail, long inPending)
    {
        _segments.Reserve(_pending.Count + 1);
        if (inTail > 0)
        {
            CommitTail(inTail);
        }

        for (int index = 0; inPending > 0; index++)
        {
            NoteFill();
            RetireTail();
            (NativeBlock block, uint generation) = _pending.TakeAt(index);
            _tail = new WriteTail
            {
                Block = block,
                Generation = generation,
                Length = ChunkLengthOf(block),
                Credits = TailCredits,
            };
            int part = (int)Math.Min(_tail.Length, inPending);
            CommitTail(part);
            inPending -= part;
        }

        _pending.ReleaseAll();
    }

    private void ThrowBadAdvance(long count)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (_leased == NoLease)
        {
            ThrowHelper.ThrowNoLease();
        }

        ThrowHelper.ThrowBeyondLease(count, _leased);
    }
}
