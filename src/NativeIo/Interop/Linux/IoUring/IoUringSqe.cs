using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct io_uring_sqe</c> (linux/io_uring.h), 64 bytes; the members that reads and writes use.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct IoUringSqe
{
    internal byte opcode;
    internal byte flags;
    internal ushort ioprio;
    internal int fd;
    internal ulong off;
    internal ulong addr;
    internal uint len;
    internal uint rw_flags;
    internal ulong user_data;
    internal ushort buf_index;
    internal ushort personality;
    internal int splice_fd_in;
    internal ulong addr3;
    internal ulong pad2;
}
