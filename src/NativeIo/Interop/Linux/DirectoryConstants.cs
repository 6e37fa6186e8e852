using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary>Numbers of calls on directories (asm/unistd.h) and their flags (fcntl.h, linux/fs.h).</summary>
internal static class DirectoryConstants
{
    /// <summary>The same on x64 and arm64, since both took it from the common table. Linux 5.6.</summary>
    internal const int SYS_openat2 = 437;

    internal const int AT_REMOVEDIR = 0x200;

    internal const int SYS_getdents64_X64 = 217;
    internal const int SYS_getdents64_ARM64 = 61;

    internal static int SYS_getdents64 => RuntimeInformation.ProcessArchitecture is Architecture.Arm64
        ? SYS_getdents64_ARM64
        : SYS_getdents64_X64;
}
