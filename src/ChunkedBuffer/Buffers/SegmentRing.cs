using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// A growing ring of segments: pushed and dropped at both ends, read as two runs. A mutable struct, part of the
/// <see cref="ChunkedBuffer"/> that owns it.
/// </summary>
internal struct SegmentRing
{
    /// <summary>Covers most connections without growing; a power of two, so that positions wrap with a mask.</summary>
    private const int CapacityInitial = 8;

    private Segment[] _items;
    private int _head;
    private int _count;

    public SegmentRing() => _items = new Segment[CapacityInitial];

    internal readonly int Count => _count;

    internal readonly ref Segment First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _items[_head];
    }

    internal readonly ref Segment Last
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _items[(_head + _count - 1) & (_items.Length - 1)];
    }

    internal readonly ref Segment this[int index] => ref _items[(_head + index) & (_items.Length - 1)];

    /// <summary>Makes room for one more segment, so that a push after it cannot fail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Reserve(int more)
    {
        if (_count + more > _items.Length)
        {
            Grow(more);
        }
    }

    /// <summary>Makes the slot behind the last segment the last; the caller fills all of it.</summary>
    internal ref Segment PushLast()
    {
        Reserve(1);
        _count++;
        return ref Last;
    }

    /// <summary>Makes the slot before the first segment the first; the caller fills all of it.</summary>
    internal ref Segment PushFirst()
    {
        Reserve(1);
        _head = (_head - 1) & (_items.Length - 1);
        _count++;
        return ref First;
    }

    internal void DropFirst()
    {
        Debug.Assert(_count > 0, "There is a segment to drop.");
        _items[_head] = default;
        _head = (_head + 1) & (_items.Length - 1);
        _count--;
    }

    internal void DropLast()
    {
        Debug.Assert(_count > 0, "There is a segment to drop.");
        Last = default;
        _count--;
    }

    internal readonly ChunkView View(long length)
    {
        int firstRun = Math.Min(_count, _items.Length - _head);
        return new ChunkView(_items.AsSpan(_head, firstRun), _items.AsSpan(0, _count - firstRun), length);
    }

    private void Grow(int more)
    {
        int capacity = _items.Length;
        while (capacity < _count + more)
        {
            capacity = checked(capacity * 2);
        }

        var items = new Segment[capacity];
        int firstRun = Math.Min(_count, _items.Length - _head);
        Array.Copy(_items, _head, items, 0, firstRun);
        Array.Copy(_items, 0, items, firstRun, _count - firstRun);
        _items = items;
        _head = 0;
    }
}
