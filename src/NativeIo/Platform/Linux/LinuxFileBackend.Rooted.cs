using System;
using System.IO;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Whole files below a folder, locks, and what closing reports.</content>
internal sealed partial class LinuxFileBackend
{
    internal override bool HasLocks => true;

    internal override IoResult OpenDescriptorBeneath(
        SafeFileHandle folder, ReadOnlySpan<byte> path, RelativeOpen how, out FileDescriptor descriptor)
    {
        // Without waiting: a pipe that has the name would wait for a writer.
        var request = new FileOpenRequest(
            default, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.NonBlocking, 0);
        IoResult result = OpenBeneath(folder, path, request, how);
        descriptor = result.IsSuccess ? new FileDescriptor((int)result.Value) : default;
        return result;
    }

    internal override IoResult ReadAt(FileDescriptor descriptor, Span<byte> destination, long offset, bool waits)
    {
        // SAFETY: the span is fixed during the call and the kernel writes at most its length; the piece lies on this
        // stack; the caller alone has the descriptor and closes it after this call.
        unsafe
        {
            fixed (byte* bytes = destination)
            {
                if (waits)
                {
                    return Reported(
                        _calls.ReadAt(descriptor.Number, bytes, (nuint)destination.Length, offset));
                }

                var piece = new IoVector((nint)bytes, destination.Length);
                return Reported(_calls.ReadVectored(
                    descriptor.Number, &piece, 1, offset, FileConstants.RWF_NOWAIT));
            }
        }
    }

    internal override IoResult TryLock(SafeFileHandle handle) =>
        Lock(handle, LockOperation.LOCK_EX | LockOperation.LOCK_NB);

    internal override IoResult Unlock(SafeFileHandle handle) => Lock(handle, LockOperation.LOCK_UN);

    /// <summary>
    /// Closing any descriptor of an open file flushes it to its server and reports the result (close(2), NOTES), so a
    /// second one is made and closed: the handle's own is closed by the framework, which does not tell.
    /// </summary>
    internal override IoResult ReportClose(SafeFileHandle handle)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the calls take numbers only, and the second number is nobody else's.
        unsafe
        {
            int second = _calls.FileControl(descriptor.Descriptor, FileControlCommand.F_DUPFD_CLOEXEC, 0);
            return second < 0 ? Reported(second) : Reported(_calls.Close(second));
        }
    }

    private IoResult Lock(SafeFileHandle handle, int operation)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: the call takes numbers only.
        unsafe
        {
            return Reported(_calls.Lock(descriptor.Descriptor, operation));
        }
    }
}
