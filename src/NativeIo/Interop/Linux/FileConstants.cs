namespace NativeIo.Interop.Linux;

/// <summary>Constants of positional transfers, allocation and advice, alike on x64 and arm64.</summary>
internal static class FileConstants
{
    /// <summary>The most bytes of one transfer (MAX_RW_COUNT for 4 KiB pages; linux/fs.h).</summary>
    internal const int MAX_RW_COUNT = 0x7ffff000;

    /// <summary>The most pieces of one vectored transfer (limits.h).</summary>
    internal const int IOV_MAX = 1024;

    internal const int RWF_NOWAIT = 0x8;
    internal const int RWF_DONTCACHE = 0x80;

    internal const int FALLOC_FL_KEEP_SIZE = 0x1;

    internal const int POSIX_FADV_NORMAL = 0;
    internal const int POSIX_FADV_RANDOM = 1;
    internal const int POSIX_FADV_SEQUENTIAL = 2;
    internal const int POSIX_FADV_WILLNEED = 3;
    internal const int POSIX_FADV_DONTNEED = 4;
    internal const int POSIX_FADV_NOREUSE = 5;
}
