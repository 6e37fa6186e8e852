using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>IO_STATUS_BLOCK</c> (wdm.h), 16 bytes on 64-bit systems.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IO_STATUS_BLOCK
{
    internal int Status;
    internal nuint Information;
}
