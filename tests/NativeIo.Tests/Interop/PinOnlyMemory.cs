using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace NativeIo.Tests.Interop;

/// <summary>
/// Memory of somebody who gives no more spans of it, as owners do after they were disposed, but keeps it in place while
/// it is pinned. Thread safety: one thread at a time.
/// </summary>
internal sealed class PinOnlyMemory(int length) : MemoryManager<byte>
{
    /// <summary>Gets all of it.</summary>
    internal Memory<byte> Whole => CreateMemory(length);

    internal byte[] Bytes { get; } = GC.AllocateArray<byte>(length, pinned: true);

    internal int PinCount { get; private set; }

    internal bool RefusesPins { get; set; }

    public override Span<byte> GetSpan() => throw new ObjectDisposedException(nameof(PinOnlyMemory));

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(RefusesPins, this);
        PinCount++;

        // SAFETY: the array is pinned and lives as long as this object, which the handle holds.
        unsafe
        {
            return new MemoryHandle(
                (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(Bytes, elementIndex), default, this);
        }
    }

    public override void Unpin() => PinCount--;

    protected override void Dispose(bool disposing)
    {
        // The collector has the array.
    }
}
