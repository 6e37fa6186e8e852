namespace NativeIo.Interop.Linux;

/// <summary>
/// Constants of memory mappings, alike on x64 and arm64 (asm-generic/mman-common.h, asm-generic/mman.h, linux/mman.h).
/// </summary>
internal static class MemoryConstants
{
    internal const int PROT_NONE = 0;
    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;

    internal const int MAP_SHARED = 0x01;
    internal const int MAP_PRIVATE = 0x02;
    internal const int MAP_ANONYMOUS = 0x20;
    internal const int MAP_POPULATE = 0x8000;

    internal const int MS_SYNC = 4;

    internal const int MADV_NORMAL = 0;
    internal const int MADV_RANDOM = 1;
    internal const int MADV_SEQUENTIAL = 2;
    internal const int MADV_WILLNEED = 3;
    internal const int MADV_DONTNEED = 4;
    internal const int MADV_DONTFORK = 10;
    internal const int MADV_HUGEPAGE = 14;

    /// <summary>Linux 5.4.</summary>
    internal const int MADV_COLD = 20;

    /// <summary>Linux 5.4.</summary>
    internal const int MADV_PAGEOUT = 21;

    /// <summary>Linux 5.14.</summary>
    internal const int MADV_POPULATE_READ = 22;
}
