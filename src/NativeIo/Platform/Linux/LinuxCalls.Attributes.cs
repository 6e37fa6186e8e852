namespace NativeIo.Platform;

/// <content>Extended attributes, and owners of links.</content>
internal sealed partial class LinuxCalls
{
    /// <summary>flistxattr(fd, list, size): bytes, names that each end in NUL.</summary>
    internal unsafe delegate* unmanaged<int, byte*, nuint, nint> ListAttributes;

    /// <summary>fgetxattr(fd, name, value, size): bytes.</summary>
    internal unsafe delegate* unmanaged<int, byte*, byte*, nuint, nint> GetAttribute;

    /// <summary>fsetxattr(fd, name, value, size, flags): 0.</summary>
    internal unsafe delegate* unmanaged<int, byte*, byte*, nuint, int, int> SetAttribute;

    /// <summary>fchownat(dirfd, path, owner, group, flags): 0.</summary>
    internal unsafe delegate* unmanaged<int, byte*, uint, uint, int, int> ChangeOwnerAt;

    private void ResolveAttributes()
    {
        // SAFETY: as in ResolveFiles.
        unsafe
        {
            nint missing = (nint)(delegate* unmanaged<nint>)&Missing;
            ListAttributes = (delegate* unmanaged<int, byte*, nuint, nint>)Find("flistxattr", missing);
            GetAttribute = (delegate* unmanaged<int, byte*, byte*, nuint, nint>)Find("fgetxattr", missing);
            SetAttribute = (delegate* unmanaged<int, byte*, byte*, nuint, int, int>)Find("fsetxattr", missing);
            ChangeOwnerAt = (delegate* unmanaged<int, byte*, uint, uint, int, int>)Find("fchownat", missing);
        }
    }
}
