using System.Runtime.InteropServices;

namespace Native.TestKit.Interop;

/// <summary>Windows' virtual memory calls. They return zero and set the last error on failure.</summary>
internal static partial class Kernel32
{
    internal const uint MemCommit = 0x1000;
    internal const uint MemReserve = 0x2000;
    internal const uint MemRelease = 0x8000;
    internal const uint PageNoAccess = 0x01;
    internal const uint PageReadOnly = 0x02;
    internal const uint PageReadWrite = 0x04;

    [LibraryImport("kernel32", EntryPoint = "VirtualAlloc", SetLastError = true)]
    internal static partial nint VirtualAlloc(nint address, nuint length, uint allocationType, uint protection);

    [LibraryImport("kernel32", EntryPoint = "VirtualProtect", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool VirtualProtect(nint address, nuint length, uint protection, out uint oldProtection);

    [LibraryImport("kernel32", EntryPoint = "VirtualFree", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool VirtualFree(nint address, nuint length, uint freeType);
}
