using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>WIN32_MEMORY_RANGE_ENTRY</c> (memoryapi.h), 16 bytes on 64-bit systems.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WIN32_MEMORY_RANGE_ENTRY
{
    internal nint VirtualAddress;
    internal nuint NumberOfBytes;
}
