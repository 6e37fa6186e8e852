using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct pollfd</c> (poll.h), 8 bytes on every architecture.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    internal const short POLLIN = 0x1;
    internal const short POLLOUT = 0x4;

    internal int fd;
    internal short events;
    internal short revents;
}
