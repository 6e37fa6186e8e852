using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>
/// Files that are opened, read and closed by the thousand, without an object for each. Here by the general members;
/// a backend that has cheaper calls overrides all of them together.
/// </content>
internal abstract partial class FileBackend
{
    /// <summary>
    /// Gets a value indicating whether <see cref="FileOpenFlags.NonBlocking"/> keeps opening a pipe from waiting for
    /// its other end.
    /// </summary>
    internal virtual bool OpensWithoutWaiting => false;

    /// <summary>Opens a file in an empty slot.</summary>
    internal virtual IoResult OpenSlot(in FileOpenRequest request, FileSlot slot)
    {
        IoResult result = Open(request, out SafeFileHandle? handle);
        slot.Held = handle;
        return result;
    }

    /// <summary>Reads once from the slot's file; 0 bytes mean its end.</summary>
    internal virtual IoResult ReadSlot(FileSlot slot, Span<byte> destination, long offset) =>
        Read(slot.Held!, destination, offset);

    /// <summary>Gets what is known about the slot's file.</summary>
    internal virtual IoResult GetSlotFacts(FileSlot slot, out FileFacts facts) => GetFacts(slot.Held!, out facts);

    /// <summary>Closes the slot's file; the slot is empty then. An empty slot stays so.</summary>
    internal virtual void CloseSlot(FileSlot slot)
    {
        slot.Held?.Dispose();
        slot.Held = null;
    }
}
