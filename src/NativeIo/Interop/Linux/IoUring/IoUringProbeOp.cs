using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct io_uring_probe_op</c> (linux/io_uring.h), 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 8)]
internal struct IoUringProbeOp
{
    internal byte op;
    internal byte resv;
    internal ushort flags;
    internal uint resv2;
}
