using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct io_cqring_offsets</c> (linux/io_uring.h), 40 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 40)]
internal struct IoCqRingOffsets
{
    internal uint head;
    internal uint tail;
    internal uint ring_mask;
    internal uint ring_entries;
    internal uint overflow;
    internal uint cqes;
    internal uint flags;
    internal uint resv1;
    internal ulong user_addr;
}
