using System;
using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// One aligned allocation from the C runtime. Thread safety: <see cref="Dispose(bool)"/> frees once whoever calls it;
/// the rest is as safe as its single owner, a slab, makes it.
/// </summary>
internal sealed class NativeAllocation : MemoryManager<byte>
{
    private readonly int _length;
    private nint _address;

    /// <summary>Allocates memory with undefined contents.</summary>
    /// <exception cref="OutOfMemoryException">The C runtime has no such run of memory.</exception>
    internal NativeAllocation(int lengthBytes, int alignmentBytes)
    {
        Debug.Assert(lengthBytes > 0, "An allocation has at least one byte.");
        _length = lengthBytes;

        // SAFETY: both numbers were validated by the source, and a failed allocation throws instead of giving null.
        unsafe
        {
            _address = (nint)NativeMemory.AlignedAlloc((nuint)lengthBytes, (nuint)alignmentBytes);
        }
    }

    public override Memory<byte> Memory => CreateMemory(_length);

    public override Span<byte> GetSpan()
    {
        nint address = Address();

        // SAFETY: the address came with exactly this length, and the owner does not free what it still looks at.
        unsafe
        {
            return new Span<byte>((void*)address, _length);
        }
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        if ((uint)elementIndex > (uint)_length)
        {
            ThrowHelper.ThrowRangeOutsideBlock(elementIndex, 0, _length);
        }

        nint address = Address();

        // SAFETY: the index is inside the allocation, which does not move.
        unsafe
        {
            return new MemoryHandle((byte*)address + elementIndex);
        }
    }

    public override void Unpin()
    {
        // Native memory does not move, so there is nothing to undo.
    }

    protected override void Dispose(bool disposing)
    {
        // Full fence; pairs with itself, so that of two callers one frees.
        nint address = Interlocked.Exchange(ref _address, 0);

        // SAFETY: the exchange gave the address to this caller alone; freeing null does nothing.
        unsafe
        {
            NativeMemory.AlignedFree((void*)address);
        }
    }

    private nint Address()
    {
        nint address = _address;
        ObjectDisposedException.ThrowIf(address == 0, this);
        return address;
    }
}
