using System.Runtime.InteropServices;

namespace NativeIo.Interop.Linux;

/// <summary>
/// <c>struct statx</c> (linux/stat.h), 256 bytes on every architecture. The names are those of C.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct StatX
{
    internal const uint STATX_BASIC_STATS = 0x7ff;
    internal const uint STATX_DIOALIGN = 0x2000;
    internal const uint STATX_MNT_ID_UNIQUE = 0x4000;
    internal const int AT_FDCWD = -100;
    internal const int AT_SYMLINK_NOFOLLOW = 0x100;
    internal const int AT_EMPTY_PATH = 0x1000;
    internal const ulong STATX_ATTR_COMPRESSED = 0x4;
    internal const ulong STATX_ATTR_IMMUTABLE = 0x10;
    internal const ulong STATX_ATTR_ENCRYPTED = 0x800;
    internal const ulong STATX_ATTR_VERITY = 0x100000;
    internal const int S_IFMT = 0xf000;
    internal const int S_IFSOCK = 0xc000;
    internal const int S_IFLNK = 0xa000;
    internal const int S_IFREG = 0x8000;
    internal const int S_IFBLK = 0x6000;
    internal const int S_IFDIR = 0x4000;
    internal const int S_IFCHR = 0x2000;
    internal const int S_IFIFO = 0x1000;

    internal uint stx_mask;
    internal uint stx_blksize;
    internal ulong stx_attributes;
    internal uint stx_nlink;
    internal uint stx_uid;
    internal uint stx_gid;
    internal ushort stx_mode;
    internal ushort spare0;
    internal ulong stx_ino;
    internal ulong stx_size;
    internal ulong stx_blocks;
    internal ulong stx_attributes_mask;
    internal StatXTimestamp stx_atime;
    internal StatXTimestamp stx_btime;
    internal StatXTimestamp stx_ctime;
    internal StatXTimestamp stx_mtime;
    internal uint stx_rdev_major;
    internal uint stx_rdev_minor;
    internal uint stx_dev_major;
    internal uint stx_dev_minor;
    internal ulong stx_mnt_id;
    internal uint stx_dio_mem_align;
    internal uint stx_dio_offset_align;
}
