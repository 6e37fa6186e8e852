using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary>
/// <c>struct io_uring_probe</c> (linux/io_uring.h), 16 bytes, which an array of <see cref="IoUringProbeOp"/> follows.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct IoUringProbe
{
    internal const ushort IO_URING_OP_SUPPORTED = 1;

    internal byte last_op;
    internal byte ops_len;
    internal ushort resv;
    internal uint resv0;
    internal uint resv1;
    internal uint resv2;
}
