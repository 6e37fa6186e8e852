namespace NativeIo;

/// <summary>What kind of file system a file is on, as far as that changes how it is best read.</summary>
public enum FileSystemKind
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>A disk of this machine.</summary>
    Local,

    /// <summary>Memory, as tmpfs.</summary>
    Memory,

    /// <summary>A layer over another file system, as containers have.</summary>
    Overlay,

    /// <summary>A server, reached by NFS, SMB, 9p, Ceph or the like.</summary>
    Network,

    /// <summary>A program of the user (FUSE): it may be slow, stop or lie.</summary>
    UserSpace,

    /// <summary>Made by the kernel when it is read, as /proc and /sys.</summary>
    Virtual,
}
