using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary>Numbers of calls on directories (asm/unistd.h) and their flags (fcntl.h, linux/fs.h).</summary>
internal static class DirectoryConstants
{
    /// <summary>The same on x64 and arm64, since both took it from the common table. Linux 5.6.</summary>
    internal const int SYS_openat2 = 437;

    internal const int AT_REMOVEDIR = 0x200;
    internal const uint RENAME_NOREPLACE = 0x1;

    /// <summary>The most bytes of a path with its NUL (linux/limits.h).</summary>
    internal const int PATH_MAX = 4096;

    internal static readonly int SYS_getdents64 =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 61 : 217;
}
