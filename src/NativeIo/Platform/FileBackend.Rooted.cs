using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>Reading whole files below a folder with the fewest calls, locks, and what closing reports.</content>
internal abstract partial class FileBackend
{
    /// <summary>
    /// Opens a file below a folder for reading without an object. Ownership: as for <see cref="OpenDescriptor"/>.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The path below it, with a NUL at its end.</param>
    /// <param name="how">What else.</param>
    /// <param name="descriptor">The open file.</param>
    internal virtual IoResult OpenDescriptorBeneath(
        SafeFileHandle folder, ReadOnlySpan<byte> path, RelativeOpen how, out FileDescriptor descriptor)
    {
        descriptor = default;
        return Unsupported();
    }

    /// <summary>
    /// Reads once at an offset; only what is in the page cache, if it must not wait: then it fails with
    /// <see cref="IoErrorKind.WouldBlock"/> when that is nothing.
    /// </summary>
    internal virtual IoResult ReadAt(FileDescriptor descriptor, Span<byte> destination, long offset, bool waits) =>
        Unsupported();

    /// <summary>Gets a value indicating whether open files can be locked by <see cref="TryLock"/>.</summary>
    internal virtual bool HasLocks => false;

    /// <summary>
    /// Takes the lock of an open file, which all openings of the file share, or fails with
    /// <see cref="IoErrorKind.WouldBlock"/>. The system frees it when the handle is closed, also by a crash.
    /// </summary>
    internal virtual IoResult TryLock(SafeFileHandle handle) => Unsupported();

    /// <summary>Gives the lock back.</summary>
    internal virtual IoResult Unlock(SafeFileHandle handle) => Unsupported();

    /// <summary>
    /// Makes the file system report what it reports when a file is closed, as a server's late refusal. The handle stays
    /// open.
    /// </summary>
    internal virtual IoResult ReportClose(SafeFileHandle handle)
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, handle);
        return IoResult.Success();
    }
}
