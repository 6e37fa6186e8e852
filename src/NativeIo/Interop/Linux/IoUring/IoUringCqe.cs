using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct io_uring_cqe</c> (linux/io_uring.h), 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct IoUringCqe
{
    internal ulong user_data;
    internal int res;
    internal uint flags;
}
