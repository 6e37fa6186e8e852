using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Directories, and files named relative to one.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>
    /// syscall(SYS_getdents64, fd, buffer, count): bytes, 0 at the end. By number, since older C libraries have no
    /// function for it.
    /// </summary>
    internal unsafe delegate* unmanaged<nint, int, byte*, nuint, nint> ReadDirectory;

    /// <summary>
    /// syscall(SYS_openat2, dirfd, path, how, size of how): a descriptor. By number, since C libraries have no function
    /// for it. Linux 5.6.
    /// </summary>
    internal unsafe delegate* unmanaged<nint, int, byte*, OpenHow*, nuint, nint> OpenBeneath;

    /// <summary>openat(dirfd, path, flags, mode): a descriptor.</summary>
    internal unsafe delegate* unmanaged<int, byte*, int, uint, int> OpenAt;

    /// <summary>mkdirat(dirfd, path, mode): 0.</summary>
    internal unsafe delegate* unmanaged<int, byte*, uint, int> MakeDirectoryAt;

    /// <summary>unlinkat(dirfd, path, flags): 0.</summary>
    internal unsafe delegate* unmanaged<int, byte*, int, int> RemoveAt;

    /// <summary>renameat2(from dirfd, from, to dirfd, to, flags): 0. Linux 3.15.</summary>
    internal unsafe delegate* unmanaged<int, byte*, int, byte*, uint, int> MoveAt;

    /// <summary>linkat(from dirfd, from, to dirfd, to, flags): 0.</summary>
    internal unsafe delegate* unmanaged<int, byte*, int, byte*, int, int> AddNameAt;

    /// <summary>readlinkat(dirfd, path, buffer, size): bytes, cut to the size.</summary>
    internal unsafe delegate* unmanaged<int, byte*, byte*, nuint, nint> ReadLinkAt;

    private void ResolveDirectories()
    {
        // SAFETY: as in ResolveFiles. syscall and openat are variadic in C; on x64 and arm64 Linux fixed arguments are
        // passed the same way, and the kernel looks at the low half of an int only.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            ReadDirectory = (delegate* unmanaged<nint, int, byte*, nuint, nint>)Find("syscall", missing);
            OpenBeneath = (delegate* unmanaged<nint, int, byte*, OpenHow*, nuint, nint>)Find("syscall", missing);
            OpenAt = (delegate* unmanaged<int, byte*, int, uint, int>)Find("openat64", Find("openat", missing));
            MakeDirectoryAt = (delegate* unmanaged<int, byte*, uint, int>)Find("mkdirat", missing);
            RemoveAt = (delegate* unmanaged<int, byte*, int, int>)Find("unlinkat", missing);
            MoveAt = (delegate* unmanaged<int, byte*, int, byte*, uint, int>)Find("renameat2", missing);
            AddNameAt = (delegate* unmanaged<int, byte*, int, byte*, int, int>)Find("linkat", missing);
            ReadLinkAt = (delegate* unmanaged<int, byte*, byte*, nuint, nint>)Find("readlinkat", missing);
        }
    }
}
