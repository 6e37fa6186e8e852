using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Direct transfers: the flag of an open file.</content>
internal sealed partial class LinuxFileBackend
{
    internal override IoResult Reopen(
        SafeFileHandle handle, in FileOpenRequest request, out SafeFileHandle? reopened)
    {
        using var descriptor = new BorrowedHandle(handle);
        return Open(request with { Path = descriptor.Path, Mode = FileOpenMode.Open }, out reopened);
    }

    internal override IoResult ClearDirect(SafeFileHandle handle)
    {
        using var descriptor = new BorrowedHandle(handle);

        // SAFETY: both commands take and give numbers only.
        unsafe
        {
            IoResult flags = Reported(_calls.FileControl(descriptor.Descriptor, FileControlCommand.F_GETFL, 0));
            return flags.IsSuccess
                ? Reported(_calls.FileControl(
                    descriptor.Descriptor, FileControlCommand.F_SETFL, (nint)(flags.Value & ~OpenFlag.O_DIRECT)))
                : flags;
        }
    }
}
