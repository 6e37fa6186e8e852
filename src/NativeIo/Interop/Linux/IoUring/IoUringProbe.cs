using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary>
/// <c>struct io_uring_probe</c> (linux/io_uring.h), 16 bytes, with room for as many operations as any kernel may name.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoUringProbe
{
    internal const int OperationCountMax = 256;
    internal const ushort IO_URING_OP_SUPPORTED = 1;

    internal byte last_op;
    internal byte ops_len;
    internal ushort resv;
    internal uint resv0;
    internal uint resv1;
    internal uint resv2;
    internal Operations ops;

    /// <summary>The array at the end of the C structure.</summary>
    [InlineArray(OperationCountMax)]
    internal struct Operations
    {
        private IoUringProbeOp _first;
    }
}
