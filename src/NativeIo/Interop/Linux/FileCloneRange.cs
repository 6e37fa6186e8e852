using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary><c>struct file_clone_range</c> (linux/fs.h), 32 bytes on every architecture.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileCloneRange
{
    /// <summary>_IOW(0x94, 13, struct file_clone_range), alike on x64 and arm64.</summary>
    internal const uint FICLONERANGE = 0x4020940d;

    internal long src_fd;
    internal ulong src_offset;
    internal ulong src_length;
    internal ulong dest_offset;
}
