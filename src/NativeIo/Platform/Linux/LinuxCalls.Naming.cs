namespace NativeIo.Platform;

/// <content>Names, owners and permissions.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>rename(from, to): 0.</summary>
    internal unsafe delegate* unmanaged<byte*, byte*, int> RenamePath;

    /// <summary>renameat2(dirfd, from, dirfd, to, flags): 0. Linux 3.15.</summary>
    internal unsafe delegate* unmanaged<int, byte*, int, byte*, uint, int> RenamePathWithFlags;

    /// <summary>linkat(dirfd, from, dirfd, to, flags): 0.</summary>
    internal unsafe delegate* unmanaged<int, byte*, int, byte*, int, int> LinkPath;

    /// <summary>unlink(path): 0.</summary>
    internal unsafe delegate* unmanaged<byte*, int> RemovePath;

    /// <summary>fchmod(fd, mode): 0.</summary>
    internal unsafe delegate* unmanaged<int, uint, int> ChangeMode;

    /// <summary>fchown(fd, owner, group): 0.</summary>
    internal unsafe delegate* unmanaged<int, uint, uint, int> ChangeOwner;

    private void ResolveNaming()
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            RenamePath = (delegate* unmanaged<byte*, byte*, int>)Find("rename", missing);
            RenamePathWithFlags = (delegate* unmanaged<int, byte*, int, byte*, uint, int>)Find("renameat2", missing);
            LinkPath = (delegate* unmanaged<int, byte*, int, byte*, int, int>)Find("linkat", missing);
            RemovePath = (delegate* unmanaged<byte*, int>)Find("unlink", missing);
            ChangeMode = (delegate* unmanaged<int, uint, int>)Find("fchmod", missing);
            ChangeOwner = (delegate* unmanaged<int, uint, uint, int>)Find("fchown", missing);
        }
    }
}
