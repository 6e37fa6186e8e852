using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>FILE_STANDARD_INFO</c> (winbase.h), 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FILE_STANDARD_INFO
{
    internal long AllocationSize;
    internal long EndOfFile;
    internal uint NumberOfLinks;
    internal byte DeletePending;
    internal byte Directory;
}
