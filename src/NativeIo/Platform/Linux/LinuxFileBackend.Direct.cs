using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Direct transfers: the flag of an open file.</content>
internal sealed partial class LinuxFileBackend
{
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
