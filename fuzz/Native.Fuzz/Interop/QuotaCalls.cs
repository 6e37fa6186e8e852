using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using NativeIo.Platform;

namespace Native.Fuzz.Interop;

/// <summary>
/// A Linux backend of its own, some of whose calls say EDQUOT while a quota is used up. The entries of the table are
/// replaced, so that the number goes the whole way that the kernel's would. The switch is the process's.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class QuotaCalls
{
    /// <summary>EDQUOT of Linux: the disk quota is exceeded.</summary>
    internal const int QuotaExceeded = 122;

    /// <summary>O_CREAT of Linux: a file that is not there is made.</summary>
    private const int Creates = 0x40;

    private static int s_refused;
    private static int s_met;
    private static unsafe delegate* unmanaged<nint, int, uint, int> s_open;
    private static unsafe delegate* unmanaged<int, nint, nuint, nint> s_write;
    private static unsafe delegate* unmanaged<int, nint, nuint, long, nint> s_writeAt;
    private static unsafe delegate* unmanaged<int, nint, int, long, int, nint> s_writeVectored;
    private static unsafe delegate* unmanaged<int, nint, int, nint, uint, int> s_moveAt;
    private static unsafe delegate* unmanaged<int, nint, int, nint, int, int> s_linkPath;
    private static unsafe delegate* unmanaged<int, nint, uint, int> s_makeDirectoryAt;

    /// <summary>Gets how many calls were refused since <see cref="Refuse"/>.</summary>
    internal static int Met => Volatile.Read(ref s_met);

    /// <summary>Refuses calls of one kind from here on.</summary>
    internal static void Refuse(QuotaCall call)
    {
        Volatile.Write(ref s_met, 0);
        Volatile.Write(ref s_refused, (int)call);
    }

    internal static LinuxFileBackend Create()
    {
        LinuxCalls calls = LinuxCalls.Resolve();
        ReplaceWrites(calls);
        ReplaceNames(calls);
        return new LinuxFileBackend(calls);
    }

    [UnmanagedCallersOnly]
    private static int Open(nint path, int flags, uint permissions)
    {
        // SAFETY: the arguments are those that the library passed.
        unsafe
        {
            return (flags & Creates) != 0 && IsRefused(QuotaCall.NewName) ? -1 : s_open(path, flags, permissions);
        }
    }

    [UnmanagedCallersOnly]
    private static nint Write(int file, nint bytes, nuint length)
    {
        // SAFETY: the arguments are those that the library passed.
        unsafe
        {
            return IsRefused(QuotaCall.Write) ? -1 : s_write(file, bytes, length);
        }
    }

    [UnmanagedCallersOnly]
    private static nint WriteAt(int file, nint bytes, nuint length, long offset)
    {
        // SAFETY: the arguments are those that the library passed.
        unsafe
        {
            return IsRefused(QuotaCall.Write) ? -1 : s_writeAt(file, bytes, length, offset);
        }
    }

    [UnmanagedCallersOnly]
    private static nint WriteVectored(int file, nint pieces, int count, long offset, int flags)
    {
        // SAFETY: the arguments are those that the library passed.
        unsafe
        {
            return IsRefused(QuotaCall.Write) ? -1 : s_writeVectored(file, pieces, count, offset, flags);
        }
    }

    [UnmanagedCallersOnly]
    private static int MoveAt(int fromFolder, nint from, int toFolder, nint to, uint flags)
    {
        // SAFETY: the arguments are those that the library passed.
        unsafe
        {
            return IsRefused(QuotaCall.Move) ? -1 : s_moveAt(fromFolder, from, toFolder, to, flags);
        }
    }

    [UnmanagedCallersOnly]
    private static int LinkPath(int fromFolder, nint from, int toFolder, nint to, int flags)
    {
        // SAFETY: the arguments are those that the library passed.
        unsafe
        {
            return IsRefused(QuotaCall.NewName) ? -1 : s_linkPath(fromFolder, from, toFolder, to, flags);
        }
    }

    [UnmanagedCallersOnly]
    private static int MakeDirectoryAt(int folder, nint name, uint permissions)
    {
        // SAFETY: the arguments are those that the library passed.
        unsafe
        {
            return IsRefused(QuotaCall.MakeFolder) ? -1 : s_makeDirectoryAt(folder, name, permissions);
        }
    }

    private static void ReplaceWrites(LinuxCalls calls)
    {
        // SAFETY: each replacement has the signature of its entry but for pointers, which are numbers of the same size
        // that are only handed on; the real functions are those of the C library.
        unsafe
        {
            s_open = (delegate* unmanaged<nint, int, uint, int>)calls.Open;
            calls.Open = (delegate* unmanaged<byte*, int, uint, int>)(delegate* unmanaged<nint, int, uint, int>)&Open;
            s_write = (delegate* unmanaged<int, nint, nuint, nint>)calls.Write;
            calls.Write =
                (delegate* unmanaged<int, byte*, nuint, nint>)(delegate* unmanaged<int, nint, nuint, nint>)&Write;
            s_writeAt = (delegate* unmanaged<int, nint, nuint, long, nint>)calls.WriteAt;
            calls.WriteAt =
                (delegate* unmanaged<int, byte*, nuint, long, nint>)
                (delegate* unmanaged<int, nint, nuint, long, nint>)&WriteAt;
            s_writeVectored = (delegate* unmanaged<int, nint, int, long, int, nint>)calls.WriteVectored;
            calls.WriteVectored =
                (delegate* unmanaged<int, IoVector*, int, long, int, nint>)
                (delegate* unmanaged<int, nint, int, long, int, nint>)&WriteVectored;
        }
    }

    private static void ReplaceNames(LinuxCalls calls)
    {
        // SAFETY: as for the writes: the same signatures but for pointers, and the C library's functions.
        unsafe
        {
            s_moveAt = (delegate* unmanaged<int, nint, int, nint, uint, int>)calls.MoveAt;
            calls.MoveAt =
                (delegate* unmanaged<int, byte*, int, byte*, uint, int>)
                (delegate* unmanaged<int, nint, int, nint, uint, int>)&MoveAt;
            s_linkPath = (delegate* unmanaged<int, nint, int, nint, int, int>)calls.LinkPath;
            calls.LinkPath =
                (delegate* unmanaged<int, byte*, int, byte*, int, int>)
                (delegate* unmanaged<int, nint, int, nint, int, int>)&LinkPath;
            s_makeDirectoryAt = (delegate* unmanaged<int, nint, uint, int>)calls.MakeDirectoryAt;
            calls.MakeDirectoryAt =
                (delegate* unmanaged<int, byte*, uint, int>)(delegate* unmanaged<int, nint, uint, int>)&MakeDirectoryAt;
        }
    }

    private static bool IsRefused(QuotaCall call)
    {
        if (Volatile.Read(ref s_refused) != (int)call)
        {
            return false;
        }

        _ = Interlocked.Increment(ref s_met);
        Marshal.SetLastSystemError(QuotaExceeded);
        return true;
    }
}
