using System.Runtime.InteropServices;

namespace Native.TestKit.Interop;

/// <summary>The C library's memory mapping calls. They return -1 and set errno on failure.</summary>
internal static partial class LibC
{
    internal const int ProtNone = 0;
    internal const int ProtRead = 1;
    internal const int ProtWrite = 2;
    internal const int MapPrivate = 2;
    internal const int MapAnonymousLinux = 0x20;
    internal const int MapAnonymousBsd = 0x1000;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    internal static partial int Mprotect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Munmap(nint address, nuint length);
}
