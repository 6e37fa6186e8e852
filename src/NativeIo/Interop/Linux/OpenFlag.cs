using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary>
/// Flags of <c>open</c> (asm/fcntl.h). Some differ between x64 and arm64: those have two constants, and a property that
/// has the value of this process.
/// </summary>
internal static class OpenFlag
{
    internal const int O_RDONLY = 0;
    internal const int O_WRONLY = 1;
    internal const int O_RDWR = 2;
    internal const int O_CREAT = 0x40;
    internal const int O_EXCL = 0x80;
    internal const int O_NOCTTY = 0x100;
    internal const int O_TRUNC = 0x200;
    internal const int O_APPEND = 0x400;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_DSYNC = 0x1000;
    internal const int O_CLOEXEC = 0x80000;
    internal const int O_PATH = 0x200000;
    internal const int O_DIRECT_X64 = 0x4000;
    internal const int O_DIRECT_ARM64 = 0x10000;
    internal const int O_DIRECTORY_X64 = 0x10000;
    internal const int O_DIRECTORY_ARM64 = 0x4000;
    internal const int O_NOFOLLOW_X64 = 0x20000;
    internal const int O_NOFOLLOW_ARM64 = 0x8000;
    internal const int O_TMPFILE_X64 = 0x410000;
    internal const int O_TMPFILE_ARM64 = 0x404000;

    internal static int O_DIRECT => IsArm ? O_DIRECT_ARM64 : O_DIRECT_X64;

    internal static int O_DIRECTORY => IsArm ? O_DIRECTORY_ARM64 : O_DIRECTORY_X64;

    internal static int O_NOFOLLOW => IsArm ? O_NOFOLLOW_ARM64 : O_NOFOLLOW_X64;

    internal static int O_TMPFILE => IsArm ? O_TMPFILE_ARM64 : O_TMPFILE_X64;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64;
}
