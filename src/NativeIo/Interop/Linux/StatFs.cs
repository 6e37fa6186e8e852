using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary>
/// The head of <c>struct statfs</c> on 64-bit Linux (asm-generic/statfs.h), 120 bytes; and the numbers of file systems
/// (linux/magic.h and the kernel's fs folders).
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 120)]
internal struct StatFs
{
    internal const long EXT4_SUPER_MAGIC = 0xef53;
    internal const long XFS_SUPER_MAGIC = 0x58465342;
    internal const long BTRFS_SUPER_MAGIC = 0x9123683e;
    internal const long F2FS_SUPER_MAGIC = 0xf2f52010;
    internal const long ZFS_SUPER_MAGIC = 0x2fc12fc1;
    internal const long BCACHEFS_SUPER_MAGIC = 0xca451a4e;
    internal const long MSDOS_SUPER_MAGIC = 0x4d44;
    internal const long EXFAT_SUPER_MAGIC = 0x2011bab0;
    internal const long ISOFS_SUPER_MAGIC = 0x9660;
    internal const long SQUASHFS_MAGIC = 0x73717368;
    internal const long TMPFS_MAGIC = 0x01021994;
    internal const long RAMFS_MAGIC = 0x858458f6;
    internal const long HUGETLBFS_MAGIC = 0x958458f6;
    internal const long OVERLAYFS_SUPER_MAGIC = 0x794c7630;
    internal const long NFS_SUPER_MAGIC = 0x6969;
    internal const long SMB_SUPER_MAGIC = 0x517b;
    internal const long SMB2_SUPER_MAGIC = 0xfe534d42;
    internal const long CIFS_SUPER_MAGIC = 0xff534d42;
    internal const long V9FS_MAGIC = 0x01021997;
    internal const long CEPH_SUPER_MAGIC = 0x00c36400;
    internal const long AFS_SUPER_MAGIC = 0x5346414f;
    internal const long LUSTRE_SUPER_MAGIC = 0x0bd00bd0;
    internal const long PVFS2_SUPER_MAGIC = 0x20030528;
    internal const long GPFS_SUPER_MAGIC = 0x47504653;
    internal const long BEEGFS_MAGIC = 0x19830326;
    internal const long OCFS2_SUPER_MAGIC = 0x7461636f;
    internal const long GFS2_MAGIC = 0x01161970;
    internal const long CODA_SUPER_MAGIC = 0x73757245;
    internal const long VBOXSF_SUPER_MAGIC = 0x786f4256;
    internal const long VMHGFS_SUPER_MAGIC = 0xbacbacbc;
    internal const long FUSE_SUPER_MAGIC = 0x65735546;
    internal const long PROC_SUPER_MAGIC = 0x9fa0;
    internal const long SYSFS_MAGIC = 0x62656572;
    internal const long CGROUP2_SUPER_MAGIC = 0x63677270;
    internal const long DEBUGFS_MAGIC = 0x64626720;
    internal const long TRACEFS_MAGIC = 0x74726163;
    internal const long DEVPTS_SUPER_MAGIC = 0x1cd1;

    internal long f_type;
    internal long f_bsize;
    internal ulong f_blocks;
    internal ulong f_bfree;
    internal ulong f_bavail;
    internal ulong f_files;
    internal ulong f_ffree;
    internal int f_fsid0;
    internal int f_fsid1;
    internal long f_namelen;
    internal long f_frsize;
    internal long f_flags;
}
