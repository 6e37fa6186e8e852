using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct io_sqring_offsets</c> (linux/io_uring.h), 40 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal struct IoSqRingOffsets
{
    internal uint head;
    internal uint tail;
    internal uint ring_mask;
    internal uint ring_entries;
    internal uint flags;
    internal uint dropped;
    internal uint array;
    internal uint resv1;
    internal ulong user_addr;
}
