using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct io_uring_params</c> (linux/io_uring.h), 120 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct IoUringParams
{
    internal uint sq_entries;
    internal uint cq_entries;
    internal uint flags;
    internal uint sq_thread_cpu;
    internal uint sq_thread_idle;
    internal uint features;
    internal uint wq_fd;
    internal uint resv0;
    internal uint resv1;
    internal uint resv2;
    internal IoSqRingOffsets sq_off;
    internal IoCqRingOffsets cq_off;
}
