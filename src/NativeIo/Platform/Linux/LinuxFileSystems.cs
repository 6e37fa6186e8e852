using System.Globalization;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>The file systems of Linux by the number that <c>statfs</c> gives.</summary>
internal static class LinuxFileSystems
{
    internal static (FileSystemKind Kind, string Name) Find(long magic) => magic switch
    {
        StatFs.EXT4_SUPER_MAGIC => (FileSystemKind.Local, "ext4"),
        StatFs.XFS_SUPER_MAGIC => (FileSystemKind.Local, "xfs"),
        StatFs.BTRFS_SUPER_MAGIC => (FileSystemKind.Local, "btrfs"),
        StatFs.F2FS_SUPER_MAGIC => (FileSystemKind.Local, "f2fs"),
        StatFs.ZFS_SUPER_MAGIC => (FileSystemKind.Local, "zfs"),
        StatFs.BCACHEFS_SUPER_MAGIC => (FileSystemKind.Local, "bcachefs"),
        StatFs.MSDOS_SUPER_MAGIC => (FileSystemKind.Local, "vfat"),
        StatFs.EXFAT_SUPER_MAGIC => (FileSystemKind.Local, "exfat"),
        StatFs.ISOFS_SUPER_MAGIC => (FileSystemKind.Local, "iso9660"),
        StatFs.SQUASHFS_MAGIC => (FileSystemKind.Local, "squashfs"),
        StatFs.TMPFS_MAGIC => (FileSystemKind.Memory, "tmpfs"),
        StatFs.RAMFS_MAGIC => (FileSystemKind.Memory, "ramfs"),
        StatFs.HUGETLBFS_MAGIC => (FileSystemKind.Memory, "hugetlbfs"),
        StatFs.OVERLAYFS_SUPER_MAGIC => (FileSystemKind.Overlay, "overlay"),
        StatFs.NFS_SUPER_MAGIC => (FileSystemKind.Network, "nfs"),
        StatFs.SMB_SUPER_MAGIC => (FileSystemKind.Network, "smb"),
        StatFs.SMB2_SUPER_MAGIC => (FileSystemKind.Network, "smb2"),
        StatFs.CIFS_SUPER_MAGIC => (FileSystemKind.Network, "cifs"),
        StatFs.V9FS_MAGIC => (FileSystemKind.Network, "9p"),
        StatFs.CEPH_SUPER_MAGIC => (FileSystemKind.Network, "ceph"),
        StatFs.AFS_SUPER_MAGIC => (FileSystemKind.Network, "afs"),
        StatFs.LUSTRE_SUPER_MAGIC => (FileSystemKind.Network, "lustre"),
        StatFs.PVFS2_SUPER_MAGIC => (FileSystemKind.Network, "orangefs"),
        StatFs.GPFS_SUPER_MAGIC => (FileSystemKind.Network, "gpfs"),
        StatFs.BEEGFS_MAGIC => (FileSystemKind.Network, "beegfs"),
        StatFs.OCFS2_SUPER_MAGIC => (FileSystemKind.Network, "ocfs2"),
        StatFs.GFS2_MAGIC => (FileSystemKind.Network, "gfs2"),
        StatFs.CODA_SUPER_MAGIC => (FileSystemKind.Network, "coda"),
        StatFs.VBOXSF_SUPER_MAGIC => (FileSystemKind.Network, "vboxsf"),
        StatFs.VMHGFS_SUPER_MAGIC => (FileSystemKind.Network, "vmhgfs"),
        StatFs.FUSE_SUPER_MAGIC => (FileSystemKind.UserSpace, "fuse"),
        StatFs.PROC_SUPER_MAGIC => (FileSystemKind.Virtual, "proc"),
        StatFs.SYSFS_MAGIC => (FileSystemKind.Virtual, "sysfs"),
        StatFs.CGROUP2_SUPER_MAGIC => (FileSystemKind.Virtual, "cgroup2"),
        StatFs.DEBUGFS_MAGIC => (FileSystemKind.Virtual, "debugfs"),
        StatFs.TRACEFS_MAGIC => (FileSystemKind.Virtual, "tracefs"),
        StatFs.DEVPTS_SUPER_MAGIC => (FileSystemKind.Virtual, "devpts"),
        _ => (FileSystemKind.Unknown, "0x" + magic.ToString("x", CultureInfo.InvariantCulture)),
    };
}
