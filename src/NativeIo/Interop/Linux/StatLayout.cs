using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary>
/// Where the parts of a <c>struct stat</c> lie (asm/stat.h), and its length. x64 and arm64 have them in another order,
/// so it is decoded and not laid over memory.
/// </summary>
internal static class StatLayout
{
    internal const int stat_length_X64 = 144;
    internal const int stat_length_ARM64 = 128;
    internal const int st_dev_offset = 0;
    internal const int st_ino_offset = 8;
    internal const int st_nlink_offset_X64 = 16;
    internal const int st_nlink_offset_ARM64 = 20;
    internal const int st_mode_offset_X64 = 24;
    internal const int st_mode_offset_ARM64 = 16;
    internal const int st_uid_offset_X64 = 28;
    internal const int st_uid_offset_ARM64 = 24;
    internal const int st_gid_offset_X64 = 32;
    internal const int st_gid_offset_ARM64 = 28;
    internal const int st_size_offset = 48;
    internal const int st_blksize_offset = 56;
    internal const int st_blocks_offset = 64;
    internal const int st_mtim_offset = 88;

    internal static int st_nlink_offset => IsArm ? st_nlink_offset_ARM64 : st_nlink_offset_X64;

    internal static int st_mode_offset => IsArm ? st_mode_offset_ARM64 : st_mode_offset_X64;

    internal static int st_uid_offset => IsArm ? st_uid_offset_ARM64 : st_uid_offset_X64;

    internal static int st_gid_offset => IsArm ? st_gid_offset_ARM64 : st_gid_offset_X64;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64;
}
