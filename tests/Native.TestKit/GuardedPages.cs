using System;
using System.ComponentModel;
using Native.TestKit.Interop;

namespace Native.TestKit;

/// <summary>Reserves pages and changes what may be done with them, on Unix and on Windows.</summary>
internal static class GuardedPages
{
    /// <summary>Reserves inaccessible pages.</summary>
    internal static nint Reserve(int length)
    {
        nint address = OperatingSystem.IsWindows()
            ? Kernel32.VirtualAlloc(0, (nuint)length, Kernel32.MemReserve | Kernel32.MemCommit, Kernel32.PageNoAccess)
            : MapAnonymous(length);
        return address is 0 or -1 ? throw new Win32Exception() : address;
    }

    internal static void Protect(nint address, int length, PageAccess access)
    {
        bool done = OperatingSystem.IsWindows()
            ? Kernel32.VirtualProtect(address, (nuint)length, WindowsProtection(access), out _)
            : LibC.Mprotect(address, (nuint)length, UnixProtection(access)) == 0;
        if (!done)
        {
            throw new Win32Exception();
        }
    }

    internal static void Release(nint address, int length)
    {
        bool done = OperatingSystem.IsWindows()
            ? Kernel32.VirtualFree(address, 0, Kernel32.MemRelease)
            : LibC.Munmap(address, (nuint)length) == 0;
        if (!done)
        {
            throw new Win32Exception();
        }
    }

    private static nint MapAnonymous(int length)
    {
        int flags = LibC.MapPrivate
            | (OperatingSystem.IsLinux() ? LibC.MapAnonymousLinux : LibC.MapAnonymousBsd);
        return LibC.Mmap(0, (nuint)length, LibC.ProtNone, flags, -1, 0);
    }

    private static int UnixProtection(PageAccess access)
    {
        return access switch
        {
            PageAccess.None => LibC.ProtNone,
            PageAccess.Read => LibC.ProtRead,
            _ => LibC.ProtRead | LibC.ProtWrite,
        };
    }

    private static uint WindowsProtection(PageAccess access)
    {
        return access switch
        {
            PageAccess.None => Kernel32.PageNoAccess,
            PageAccess.Read => Kernel32.PageReadOnly,
            _ => Kernel32.PageReadWrite,
        };
    }
}
