using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary>
/// <c>FILE_SEGMENT_ELEMENT</c> (winnt.h), 8 bytes: the address of one page, as 64 bits on every system.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FILE_SEGMENT_ELEMENT
{
    internal ulong Alignment;
}
