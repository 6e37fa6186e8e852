using System;
using System.Buffers;
using System.Diagnostics;

namespace NativeIo.Platform;

/// <summary>
/// A part of a mapping that is short enough for a span. It owns nothing: whoever uses it holds a reference to the
/// mapping's handle.
/// </summary>
/// <remarks>Thread safety: immutable; the memory is as safe as its users make it.</remarks>
internal sealed class MapWindow : MemoryManager<byte>
{
    private readonly nint _address;
    private readonly int _length;

    internal MapWindow(nint address, int length)
    {
        Debug.Assert(address > 0 && length > 0, "A window shows at least one byte of a mapping.");
        _address = address;
        _length = length;
    }

    public override Span<byte> GetSpan()
    {
        // SAFETY: the range is part of the mapping, which the caller's reference keeps; the caller accepts that a page
        // of it may be gone from the file.
        unsafe
        {
            return new Span<byte>((void*)_address, _length);
        }
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));

        // SAFETY: the index is inside the window, and a mapping does not move.
        unsafe
        {
            return new MemoryHandle((byte*)_address + elementIndex);
        }
    }

    public override void Unpin()
    {
        // A mapping does not move, so there is nothing to undo.
    }

    protected override void Dispose(bool disposing)
    {
        // The handle owns the mapping.
    }
}
