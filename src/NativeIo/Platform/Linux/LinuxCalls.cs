using System.Runtime.InteropServices;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>
/// The table of system calls behind the Linux backend: one function pointer each, resolved from the C library that the
/// process has loaded.
/// </summary>
/// <remarks>
/// <para>Every call of the backend goes through an entry, so a test replaces an entry by a function of its own and sees
/// what the library makes of a short transfer, an interruption or a kernel that lacks the call. A call that the C
/// library lacks fails as the kernel would, with ENOSYS.</para>
/// <para>Each entry returns -1 and sets <c>errno</c> when it fails, unless its comment says otherwise; the caller reads
/// the code directly after the call.</para>
/// <para>Entries are grouped by topic in files of their own. Thread safety: entries are set before the table is
/// used.</para>
/// </remarks>
internal sealed partial class LinuxCalls
{
    /// <summary>open(path, flags, mode): a descriptor.</summary>
    internal unsafe delegate* unmanaged<byte*, int, uint, int> Open;

    /// <summary>read(fd, buffer, count): bytes.</summary>
    internal unsafe delegate* unmanaged<int, byte*, nuint, nint> Read;

    /// <summary>pread64(fd, buffer, count, offset): bytes.</summary>
    internal unsafe delegate* unmanaged<int, byte*, nuint, long, nint> ReadAt;

    /// <summary>write(fd, buffer, count): bytes.</summary>
    internal unsafe delegate* unmanaged<int, byte*, nuint, nint> Write;

    /// <summary>pwrite64(fd, buffer, count, offset): bytes.</summary>
    internal unsafe delegate* unmanaged<int, byte*, nuint, long, nint> WriteAt;

    /// <summary>preadv64v2(fd, vectors, count, offset or -1, flags): bytes. Linux 4.6.</summary>
    internal unsafe delegate* unmanaged<int, IoVector*, int, long, int, nint> ReadVectored;

    /// <summary>pwritev64v2(fd, vectors, count, offset or -1, flags): bytes. Linux 4.7.</summary>
    internal unsafe delegate* unmanaged<int, IoVector*, int, long, int, nint> WriteVectored;

    /// <summary>statx(dirfd, path, flags, mask, result): 0. Linux 4.11.</summary>
    internal unsafe delegate* unmanaged<int, byte*, int, uint, StatX*, int> Stat;

    /// <summary>fstatat64(dirfd, path, result, flags): 0. Exported by glibc 2.33 and later.</summary>
    internal unsafe delegate* unmanaged<int, byte*, byte*, int, int> StatAt;

    /// <summary>fstatfs64(fd, result): 0.</summary>
    internal unsafe delegate* unmanaged<int, StatFs*, int> StatFileSystem;

    /// <summary>ftruncate64(fd, length): 0.</summary>
    internal unsafe delegate* unmanaged<int, long, int> Truncate;

    /// <summary>fallocate64(fd, mode, offset, length): 0.</summary>
    internal unsafe delegate* unmanaged<int, int, long, long, int> Allocate;

    /// <summary>fsync(fd): 0.</summary>
    internal unsafe delegate* unmanaged<int, int> Sync;

    /// <summary>fdatasync(fd): 0.</summary>
    internal unsafe delegate* unmanaged<int, int> SyncData;

    /// <summary>posix_fadvise64(fd, offset, length, advice): 0 or the error number itself.</summary>
    internal unsafe delegate* unmanaged<int, long, long, int, int> Advise;

    /// <summary>Makes a table of the process's own C library.</summary>
    internal static LinuxCalls Resolve()
    {
        var calls = new LinuxCalls();
        calls.ResolveFiles();
        calls.ResolveMapping();
        calls.ResolveTransfer();
        calls.ResolveNaming();
        calls.ResolveDirect();
        calls.ResolveUring();
        calls.ResolveDirectories();
        calls.ResolveScanning();
        calls.ResolveLocks();
        calls.ResolveAttributes();
        return calls;
    }

    private static nint Find(string name, nint missing) =>
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), name, out nint address) ? address : missing;

    private void ResolveFiles()
    {
        // SAFETY: each export has the signature that its entry declares, as its manual page says, and C libraries are
        // never unloaded. open is variadic in C; on x64 and arm64 Linux fixed arguments are passed the same way.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            Open = (delegate* unmanaged<byte*, int, uint, int>)Find("open64", Find("open", missing));
            Read = (delegate* unmanaged<int, byte*, nuint, nint>)Find("read", missing);
            ReadAt = (delegate* unmanaged<int, byte*, nuint, long, nint>)Find("pread64", Find("pread", missing));
            Write = (delegate* unmanaged<int, byte*, nuint, nint>)Find("write", missing);
            WriteAt = (delegate* unmanaged<int, byte*, nuint, long, nint>)Find("pwrite64", Find("pwrite", missing));
            ReadVectored = (delegate* unmanaged<int, IoVector*, int, long, int, nint>)Find(
                "preadv64v2", Find("preadv2", missing));
            WriteVectored = (delegate* unmanaged<int, IoVector*, int, long, int, nint>)Find(
                "pwritev64v2", Find("pwritev2", missing));
            Stat = (delegate* unmanaged<int, byte*, int, uint, StatX*, int>)Find("statx", missing);
            StatAt = (delegate* unmanaged<int, byte*, byte*, int, int>)Find("fstatat64", Find("fstatat", missing));
            StatFileSystem = (delegate* unmanaged<int, StatFs*, int>)Find("fstatfs64", Find("fstatfs", missing));
            Truncate = (delegate* unmanaged<int, long, int>)Find("ftruncate64", Find("ftruncate", missing));
            Allocate = (delegate* unmanaged<int, int, long, long, int>)Find(
                "fallocate64", Find("fallocate", missing));
            Sync = (delegate* unmanaged<int, int>)Find("fsync", missing);
            SyncData = (delegate* unmanaged<int, int>)Find("fdatasync", missing);
            Advise = (delegate* unmanaged<int, long, long, int, int>)Find(
                "posix_fadvise64", Find("posix_fadvise", missing));
        }
    }

    /// <summary>
    /// Stands for a call that the C library lacks. It ignores its arguments, which both calling conventions allow: the
    /// caller removes them.
    /// </summary>
    [UnmanagedCallersOnly]
    private static nint Missing()
    {
        Marshal.SetLastSystemError(Errno.ENOSYS);
        return -1;
    }
}
