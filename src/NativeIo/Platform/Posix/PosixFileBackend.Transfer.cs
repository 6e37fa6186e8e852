using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace NativeIo.Platform;

/// <summary>
/// Waiting for handles. POSIX moves no bytes inside the system and names no holes, so transfers read and write.
/// </summary>
internal sealed partial class PosixFileBackend
{
    internal override IoResult WaitUntilReady(SafeFileHandle handle, bool forWriting, int timeoutMs)
    {
        using var descriptor = new BorrowedHandle(handle);
        Pollfd[] waited =
        [
            new Pollfd
            {
                fd = descriptor.Descriptor,
                events = forWriting ? PollEvents.POLLOUT : PollEvents.POLLIN,
            },
        ];
        return Reported(Syscall.poll(waited, timeoutMs));
    }
}
