using System;
using System.Buffers;
using System.Diagnostics;
using System.Numerics;

namespace ChunkedBuffers;

/// <summary>
/// An aligned part of a managed array that the garbage collector never moves. Thread safety: as safe as its single
/// owner, a slab, makes it.
/// </summary>
internal sealed class PinnedArrayAllocation : MemoryManager<byte>
{
    private readonly int _offset;
    private readonly int _length;
    private byte[]? _array;

    /// <summary>Allocates memory with undefined contents.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory, or no array can be that long.</exception>
    internal PinnedArrayAllocation(int lengthBytes, int alignmentBytes)
    {
        Debug.Assert(lengthBytes > 0, "An allocation has at least one byte.");
        Debug.Assert(BitOperations.IsPow2(alignmentBytes), "An alignment is a power of two.");

        // Arrays start anywhere, so there is room to begin at the next aligned address. What is beyond the longest
        // array is refused by the collector, as out of memory.
        long withRoom = (long)lengthBytes + alignmentBytes - 1;
        _array = GC.AllocateUninitializedArray<byte>((int)Math.Min(withRoom, int.MaxValue), pinned: true);
        _length = lengthBytes;

        // SAFETY: only the number is looked at, the address is not read from; it stays the same as long as the array
        // lives, because the array is on the pinned heap.
        unsafe
        {
            fixed (byte* start = _array)
            {
                _offset = (int)(-(nint)start & (alignmentBytes - 1));
            }
        }
    }

    public override Memory<byte> Memory => CreateMemory(_length);

    private byte[] Array
    {
        get
        {
            ObjectDisposedException.ThrowIf(_array is null, this);
            return _array;
        }
    }

    public override Span<byte> GetSpan() => Array.AsSpan(_offset, _length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        if ((uint)elementIndex > (uint)_length)
        {
            ThrowHelper.ThrowRangeOutsideBlock(elementIndex, 0, _length);
        }

        // SAFETY: the index is inside the allocation, which lies inside the array; that does not move, and lives as
        // long as the owner, who disposes the handle first, keeps this object.
        unsafe
        {
            fixed (byte* start = Array)
            {
                return new MemoryHandle(start + _offset + elementIndex);
            }
        }
    }

    public override void Unpin()
    {
        // The array does not move, so there is nothing to undo.
    }

    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        segment = new ArraySegment<byte>(Array, _offset, _length);
        return true;
    }

    /// <summary>Lets go of the array; who still looks at it keeps it alive.</summary>
    protected override void Dispose(bool disposing) => _array = null;
}
