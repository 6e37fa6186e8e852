namespace NativeIo.Interop.Linux;

/// <summary>Constants of renaming and linking, alike on x64 and arm64 (linux/fs.h, linux/fcntl.h).</summary>
internal static class NamingConstants
{
    internal const int AT_SYMLINK_FOLLOW = 0x400;
    internal const uint RENAME_NOREPLACE = 1;
}
