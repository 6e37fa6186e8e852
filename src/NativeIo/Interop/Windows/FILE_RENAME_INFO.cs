using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary>
/// <c>FILE_RENAME_INFO</c> (winbase.h), 24 bytes: the new name goes on behind it and ends in NUL.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FILE_RENAME_INFO
{
    internal uint Flags;
    internal nint RootDirectory;

    /// <summary>In bytes, without the NUL.</summary>
    internal uint FileNameLength;
    internal ushort FileName;
}
