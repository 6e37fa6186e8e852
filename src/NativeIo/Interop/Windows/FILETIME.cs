using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>FILETIME</c> (minwindef.h), 8 bytes aligned to 4: units of 100 ns since 1601.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FILETIME
{
    internal uint dwLowDateTime;
    internal uint dwHighDateTime;
}
