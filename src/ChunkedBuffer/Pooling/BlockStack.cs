using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>A thread's free blocks of one class. Thread safety: none; a shard's protocol guards it.</summary>
/// <remarks>
/// One block has a place of its own in front of the stack: a loop that rents and releases one block then waits for one
/// store to become visible to a load instead of for two, which was a seventh of its time.
/// </remarks>
internal struct BlockStack()
{
    private NativeBlock? _front = null;
    private NativeBlock?[] _slots = [];
    private int _slotsUsed = 0;

    internal readonly int Count => _slotsUsed + (_front is null ? 0 : 1);

    /// <summary>How many blocks there can be besides the one in front.</summary>
    internal readonly int SlotCount => _slots.Length;

    /// <summary>A place that kept its block would keep it reachable, and a lost block would never be noticed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NativeBlock? TryPop()
    {
        NativeBlock? block = _front;
        if (block is not null)
        {
            _front = null;
            return block;
        }

        NativeBlock?[] slots = _slots;
        int index = _slotsUsed - 1;
        if ((uint)index < (uint)slots.Length)
        {
            block = slots[index];
            slots[index] = null;
            _slotsUsed = index;
        }

        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPush(NativeBlock block)
    {
        if (_front is null)
        {
            _front = block;
            return true;
        }

        NativeBlock?[] slots = _slots;
        int used = _slotsUsed;
        if ((uint)used >= (uint)slots.Length)
        {
            return false;
        }

        slots[used] = block;
        _slotsUsed = used + 1;
        return true;
    }

    /// <summary>Moves the slots to a longer array.</summary>
    internal void Grow(NativeBlock?[] slots)
    {
        Debug.Assert(slots.Length > _slots.Length, "Slots grow.");
        Array.Copy(_slots, slots, _slotsUsed);
        _slots = slots;
    }

    /// <summary>Puts the blocks at the bottom in front of a chain; the one in front goes last.</summary>
    internal NativeBlock? TakeOldest(int count, NativeBlock? chain)
    {
        Debug.Assert(count >= 0 && count <= Count, "Only what is there can be taken.");
        int slotsTaken = Math.Min(count, _slotsUsed);
        for (int index = 0; index < slotsTaken; index++)
        {
            chain = Link(_slots[index]!, chain);
        }

        Array.Copy(_slots, slotsTaken, _slots, 0, _slotsUsed - slotsTaken);
        Array.Clear(_slots, _slotsUsed - slotsTaken, slotsTaken);
        _slotsUsed -= slotsTaken;
        if (count > slotsTaken)
        {
            chain = Link(_front!, chain);
            _front = null;
        }

        return chain;
    }

    private static NativeBlock Link(NativeBlock block, NativeBlock? chain)
    {
        Debug.Assert(block.Next is null, "A block is in one list at most.");
        block.Next = chain;
        return block;
    }
}
