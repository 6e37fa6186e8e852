using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace ChunkedBuffers;

/// <summary>
/// The chunks behind a slice of more than one: a counted, immutable list that holds a reference to each block.
/// </summary>
/// <remarks>
/// Life: rented empty -> filled by one thread -> <see cref="Publish"/> gives it a generation and one reference, from
/// then on it is immutable and any thread may share or release it -> the last release gives the blocks back and the
/// list returns to the cache of the releasing thread.
/// </remarks>
internal sealed class SegmentList
{
    internal ReferenceCount References;

    private Segment[] _items = new Segment[4];
    private int _count;

    internal int Count => _count;

    internal long Length { get; private set; }

    /// <summary>Checked mode's book of handles: that of the first block whose pool has one.</summary>
    internal HandleLedger? Ledger { get; private set; }

    internal ReadOnlySpan<Segment> Segments => _items.AsSpan(0, _count);

    internal ChunkView View => new(Segments, default, Length);

    /// <summary>Adds a chunk. Ownership: transfers one reference to the list.</summary>
    internal void Add(NativeBlock block, uint generation, int start, int length)
    {
        Debug.Assert(length > 0, "A list has no empty chunks.");
        Ledger ??= block.Ledger;
        if (_count > 0)
        {
            ref Segment last = ref _items[_count - 1];
            if (ReferenceEquals(last.Block, block) && last.End == start)
            {
                last.End += length;
                Length += length;
                block.Release(generation, 1);
                return;
            }

            if (_count == _items.Length)
            {
                Array.Resize(ref _items, checked(_count * 2));
            }
        }

        _items[_count++] = new Segment
        {
            Block = block,
            Generation = generation,
            Start = start,
            End = start + length,
            Credits = 1,
            BlockToSequence = Length - start,
        };
        Length += length;
    }

    /// <summary>
    /// Shares the part of a view from <paramref name="start"/> on: one more reference for each block.
    /// </summary>
    internal void AddShared(in ChunkView view, long start, long length)
    {
        if (length == 0)
        {
            return;
        }

        int index = view.Seek(start, out int offset);
        while (length > 0)
        {
            ref readonly Segment segment = ref view.Segment(index++);
            int taken = (int)Math.Min(segment.Length - offset, length);
            if (taken > 0)
            {
                segment.Block.Acquire(segment.Generation, 1);
                Add(segment.Block, segment.Generation, segment.Start + offset, taken);
                length -= taken;
            }

            offset = 0;
        }
    }

    /// <summary>Ends the filling. Ownership: transfers the list's references to the returned slice.</summary>
    internal BufferSlice Publish()
    {
        if (_count > 1)
        {
            return new BufferSlice(this, References.StartShared(1));
        }

        BufferSlice slice = default;
        if (_count == 1)
        {
            Segment only = _items[0];
            slice = new BufferSlice(only.Block, only.Generation, only.Start, only.Length);
        }

        Forget();
        SegmentListCache.Return(this);
        return slice;
    }

    internal void Acquire(uint generation) => References.Acquire(generation, 1);

    /// <summary>As <see cref="Acquire"/>; false when the handle is stale.</summary>
    internal bool TryAcquire(uint generation) => References.TryAcquire(generation, 1);

    internal void Release(uint generation)
    {
        if (References.Release(generation, 1))
        {
            Abandon();
        }
    }

    /// <summary>
    /// Gives all blocks back and returns the list, for the last holder or after a failure while filling. The release of
    /// foreign memory may throw; that does not keep the other blocks.
    /// </summary>
    internal void Abandon()
    {
        ExceptionDispatchInfo? failure = null;
        for (int index = 0; index < _count; index++)
        {
            ref Segment segment = ref _items[index];
            try
            {
                segment.Block.Release(segment.Generation, segment.Credits);
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        Forget();
        SegmentListCache.Return(this);
        failure?.Throw();
    }

    private void Forget()
    {
        Array.Clear(_items, 0, _count);
        _count = 0;
        Length = 0;
        Ledger = null;
        if (_items.Length > SegmentListCache.ItemsMax)
        {
            _items = new Segment[4];
        }
    }
}
