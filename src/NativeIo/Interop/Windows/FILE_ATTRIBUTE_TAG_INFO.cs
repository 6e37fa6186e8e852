using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>FILE_ATTRIBUTE_TAG_INFO</c> (winbase.h), 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FILE_ATTRIBUTE_TAG_INFO
{
    internal uint FileAttributes;
    internal uint ReparseTag;
}
