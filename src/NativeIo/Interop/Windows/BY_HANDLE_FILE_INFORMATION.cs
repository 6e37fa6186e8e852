using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>BY_HANDLE_FILE_INFORMATION</c> (fileapi.h), 52 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BY_HANDLE_FILE_INFORMATION
{
    internal uint dwFileAttributes;
    internal FILETIME ftCreationTime;
    internal FILETIME ftLastAccessTime;
    internal FILETIME ftLastWriteTime;
    internal uint dwVolumeSerialNumber;
    internal uint nFileSizeHigh;
    internal uint nFileSizeLow;
    internal uint nNumberOfLinks;
    internal uint nFileIndexHigh;
    internal uint nFileIndexLow;
}
