using System;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>Slots that hold a descriptor and nothing else.</summary>
internal sealed partial class LinuxFileBackend
{
    internal override bool OpensWithoutWaiting => true;

    internal override IoResult OpenSlot(in FileOpenRequest request, FileSlot slot)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var path = new PathBytes(request.Path, scratch);
        int flags = OpenFlags(request);
        int descriptor;

        // SAFETY: the path ends in NUL and stays fixed during the call, which keeps no pointer to it.
        unsafe
        {
            fixed (byte* bytes = path.Span)
            {
                descriptor = _calls.Open(bytes, flags, (uint)request.PermissionBits);
            }
        }

        IoResult result = Reported(descriptor);
        if (result.IsSuccess)
        {
            slot.Descriptor = descriptor;
        }

        return result;
    }

    internal override IoResult ReadSlot(FileSlot slot, Span<byte> destination, long offset)
    {
        // SAFETY: the span is fixed during the call and the kernel writes at most its length. The slot belongs to this
        // thread, so nobody closes its descriptor meanwhile; KeepAlive keeps its finalizer away.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                IoResult result = Reported(
                    _calls.ReadAt(slot.Descriptor, bytes, (nuint)destination.Length, offset));
                GC.KeepAlive(slot);
                return result;
            }
        }
    }

    internal override IoResult GetSlotFacts(FileSlot slot, out FileFacts facts)
    {
        IoResult result = FactsOf(slot.Descriptor, out facts);
        GC.KeepAlive(slot);
        return result;
    }

    internal override void CloseSlot(FileSlot slot)
    {
        if (slot.IsInvalid)
        {
            return;
        }

        int descriptor = slot.Descriptor;
        slot.Descriptor = -1;

        // SAFETY: the call takes a number, which nobody else has and the slot has forgotten, so it is closed once. Its
        // result is not looked at: nothing was written, and the descriptor is gone also when the call was interrupted.
        unsafe
        {
            _ = _calls.Close(descriptor);
        }
    }
}
