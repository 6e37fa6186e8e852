namespace NativeIo.Interop.Linux;

/// <summary>Constants of io_uring (linux/io_uring.h, asm-generic/unistd.h), alike on x64 and arm64.</summary>
internal static class IoUringConstants
{
    internal const int SYS_io_uring_setup = 425;
    internal const int SYS_io_uring_enter = 426;
    internal const int SYS_io_uring_register = 427;

    internal const uint IORING_SETUP_CQSIZE = 1 << 3;
    internal const uint IORING_SETUP_CLAMP = 1 << 4;
    internal const uint IORING_SETUP_SUBMIT_ALL = 1 << 7;
    internal const uint IORING_SETUP_COOP_TASKRUN = 1 << 8;
    internal const uint IORING_SETUP_TASKRUN_FLAG = 1 << 9;
    internal const uint IORING_SETUP_SINGLE_ISSUER = 1 << 12;
    internal const uint IORING_SETUP_DEFER_TASKRUN = 1 << 13;
    internal const uint IORING_SETUP_NO_SQARRAY = 1 << 16;

    internal const uint IORING_FEAT_SINGLE_MMAP = 1 << 0;
    internal const uint IORING_FEAT_NODROP = 1 << 1;
    internal const uint IORING_FEAT_RW_CUR_POS = 1 << 3;
    internal const uint IORING_FEAT_EXT_ARG = 1 << 8;
    internal const uint IORING_FEAT_LINKED_FILE = 1 << 12;

    internal const uint IORING_ENTER_GETEVENTS = 1 << 0;
    internal const uint IORING_ENTER_EXT_ARG = 1 << 3;

    internal const long IORING_OFF_SQ_RING = 0;
    internal const long IORING_OFF_SQES = 0x10000000;

    internal const uint IORING_SQ_CQ_OVERFLOW = 1 << 1;
    internal const uint IORING_SQ_TASKRUN = 1 << 2;

    internal const uint IORING_REGISTER_BUFFERS = 0;
    internal const uint IORING_REGISTER_FILES = 2;
    internal const uint IORING_REGISTER_PROBE = 8;

    internal const byte IOSQE_FIXED_FILE = 1 << 0;
    internal const byte IOSQE_IO_LINK = 1 << 2;
    internal const byte IOSQE_IO_HARDLINK = 1 << 3;

    internal const byte IORING_OP_READ_FIXED = 4;
    internal const byte IORING_OP_WRITE_FIXED = 5;
    internal const byte IORING_OP_ASYNC_CANCEL = 14;
    internal const byte IORING_OP_OPENAT = 18;
    internal const byte IORING_OP_CLOSE = 19;
    internal const byte IORING_OP_READ = 22;
    internal const byte IORING_OP_WRITE = 23;
    internal const byte IORING_OP_FADVISE = 24;
}
