using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct io_uring_getevents_arg</c> (linux/io_uring.h), 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct IoUringGetEventsArg
{
    internal ulong sigmask;
    internal uint sigmask_sz;
    internal uint pad;
    internal ulong ts;
}
