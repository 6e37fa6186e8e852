using System;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>What Linux knows about files and file systems.</summary>
internal sealed partial class LinuxFileBackend
{
    private const int StatBlockLength = 512;

    /// <summary>Set once and for all threads; to find out twice does no harm.</summary>
    private volatile bool _isStatXDenied;

    internal override IoResult GetFacts(SafeFileHandle handle, out FileFacts facts)
    {
        using var descriptor = new BorrowedHandle(handle);
        return FactsOf(descriptor.Descriptor, out facts);
    }

    internal override IoResult GetFacts(NativePath path, bool followsLinks, out FileFacts facts)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(path, scratch);
        IoResult result = Stat(
            StatX.AT_FDCWD,
            bytes.Span,
            followsLinks ? 0 : StatX.AT_SYMLINK_NOFOLLOW,
            StatX.STATX_BASIC_STATS | StatX.STATX_DIOALIGN,
            out StatX stat);
        facts = result.IsSuccess ? ToFacts(stat) : default;
        return result;
    }

    internal override IoResult GetFileSystem(SafeFileHandle handle, out FileSystemFacts facts)
    {
        using var descriptor = new BorrowedHandle(handle);
        StatFs stat = default;
        IoResult result;

        // SAFETY: the result lies on this stack during the call; the C library writes at most the 120 bytes that the
        // type has.
        unsafe
        {
            result = Reported(_calls.StatFileSystem(descriptor.Descriptor, &stat));
        }

        (FileSystemKind kind, string name) = LinuxFileSystems.Find(stat.f_type);
        facts = result.IsSuccess
            ? new FileSystemFacts(
                kind, name, Bytes(stat.f_bavail, stat.f_bsize), Bytes(stat.f_blocks, stat.f_bsize))
            : default;
        return result;
    }

    /// <summary>Gets what is known about an open descriptor, which the caller keeps open during the call.</summary>
    private IoResult FactsOf(int descriptor, out FileFacts facts)
    {
        IoResult result = Stat(
            descriptor,
            [0],
            StatX.AT_EMPTY_PATH,
            StatX.STATX_BASIC_STATS | StatX.STATX_DIOALIGN | StatX.STATX_MNT_ID_UNIQUE,
            out StatX stat);
        facts = result.IsSuccess ? ToFacts(stat) : default;
        return result;
    }

    /// <summary>
    /// statx; or fstatat, which knows less, where a sandbox older than statx denies it. glibc itself does so only for a
    /// kernel that lacks it.
    /// </summary>
    /// <param name="folder">What a relative path begins at.</param>
    /// <param name="path">Ends in NUL.</param>
    /// <param name="flags">Of both calls.</param>
    /// <param name="mask">What is asked for.</param>
    /// <param name="stat">The answer.</param>
    private IoResult Stat(int folder, ReadOnlySpan<byte> path, int flags, uint mask, out StatX stat)
    {
        stat = default;
        if (!_isStatXDenied)
        {
            IoResult result;

            // SAFETY: the path ends in NUL and stays fixed during the call; so does the result, of which the kernel
            // writes at most the 256 bytes that the type has.
            unsafe
            {
                fixed (byte* name = path)
                fixed (StatX* answer = &stat)
                {
                    result = Reported(_calls.Stat(folder, name, flags, mask, answer));
                }
            }

            if (result.IsSuccess || result.ErrorCode is not (Errno.EPERM or Errno.ENOSYS))
            {
                return result;
            }
        }

        IoResult old = StatWithoutX(folder, path, flags, ref stat);

        // A file system in user space may say EPERM as well, and says it to both.
        _isStatXDenied |= old.IsSuccess;
        return old;
    }

    private IoResult StatWithoutX(int folder, ReadOnlySpan<byte> path, int flags, ref StatX stat)
    {
        Span<byte> answer = stackalloc byte[StatLayout.stat_length_X64];
        IoResult result;

        // SAFETY: the path ends in NUL and both stay fixed during the call; the C library writes the structure, of
        // which the longest is that of x64.
        unsafe
        {
            fixed (byte* name = path)
            fixed (byte* bytes = answer)
            {
                result = Reported(_calls.StatAt(folder, name, bytes, flags));
            }
        }

        if (!result.IsSuccess)
        {
            return result;
        }

        // A device's number as makedev(3) puts it together.
        ulong device = BinaryPrimitives.ReadUInt64LittleEndian(answer[StatLayout.st_dev_offset..]);
        stat.stx_mask = StatX.STATX_BASIC_STATS;
        stat.stx_dev_major = (uint)(((device >> 8) & 0xfff) | ((device >> 32) & ~0xfffUL));
        stat.stx_dev_minor = (uint)((device & 0xff) | ((device >> 12) & ~0xffUL));
        stat.stx_ino = BinaryPrimitives.ReadUInt64LittleEndian(answer[StatLayout.st_ino_offset..]);
        stat.stx_nlink = BinaryPrimitives.ReadUInt32LittleEndian(answer[StatLayout.st_nlink_offset..]);
        stat.stx_mode = BinaryPrimitives.ReadUInt16LittleEndian(answer[StatLayout.st_mode_offset..]);
        stat.stx_uid = BinaryPrimitives.ReadUInt32LittleEndian(answer[StatLayout.st_uid_offset..]);
        stat.stx_gid = BinaryPrimitives.ReadUInt32LittleEndian(answer[StatLayout.st_gid_offset..]);
        stat.stx_size = BinaryPrimitives.ReadUInt64LittleEndian(answer[StatLayout.st_size_offset..]);
        stat.stx_blksize = BinaryPrimitives.ReadUInt32LittleEndian(answer[StatLayout.st_blksize_offset..]);
        stat.stx_blocks = BinaryPrimitives.ReadUInt64LittleEndian(answer[StatLayout.st_blocks_offset..]);
        ReadOnlySpan<byte> modified = answer[StatLayout.st_mtim_offset..];
        stat.stx_mtime.tv_sec = BinaryPrimitives.ReadInt64LittleEndian(modified);
        stat.stx_mtime.tv_nsec = BinaryPrimitives.ReadUInt32LittleEndian(modified[sizeof(long)..]);
        return result;
    }

    private static long Bytes(ulong blocks, long blockLength) =>
        (long)UInt128.Min((UInt128)blocks * (ulong)Math.Max(blockLength, 0), (ulong)long.MaxValue);

    private static FileFacts ToFacts(in StatX stat)
    {
        long allocated = (long)Math.Min(stat.stx_blocks, long.MaxValue / StatBlockLength) * StatBlockLength;
        bool hasDirect = (stat.stx_mask & StatX.STATX_DIOALIGN) != 0;
        FileKind kind = KindOf(stat.stx_mode);
        return new FileFacts
        {
            Kind = kind,
            Length = (long)stat.stx_size,
            AllocatedBytes = allocated,
            ModifiedAt = UnixTime.From(stat.stx_mtime.tv_sec, stat.stx_mtime.tv_nsec),
            Identity = new FileIdentity(((ulong)stat.stx_dev_major << 32) | stat.stx_dev_minor, stat.stx_ino),
            LinkCount = stat.stx_nlink,
            Flags = FlagsOf(stat) | (kind == FileKind.Regular && allocated < (long)stat.stx_size
                ? FileFactFlags.Sparse
                : FileFactFlags.None),
            BlockLength = (int)stat.stx_blksize,
            DirectMemoryAlignment = hasDirect ? (int)stat.stx_dio_mem_align : 0,
            DirectOffsetAlignment = hasDirect ? (int)stat.stx_dio_offset_align : 0,
            PermissionBits = stat.stx_mode & ~StatX.S_IFMT,
            MountId = (stat.stx_mask & StatX.STATX_MNT_ID_UNIQUE) != 0 ? stat.stx_mnt_id : 0,
            OwnerId = stat.stx_uid,
            GroupId = stat.stx_gid,
        };
    }

    private static FileKind KindOf(ushort mode) => (mode & StatX.S_IFMT) switch
    {
        StatX.S_IFREG => FileKind.Regular,
        StatX.S_IFDIR => FileKind.Directory,
        StatX.S_IFLNK => FileKind.Link,
        StatX.S_IFIFO => FileKind.Pipe,
        StatX.S_IFSOCK => FileKind.Socket,
        StatX.S_IFCHR => FileKind.CharacterDevice,
        StatX.S_IFBLK => FileKind.BlockDevice,
        _ => FileKind.Unknown,
    };

    private static FileFactFlags FlagsOf(in StatX stat)
    {
        FileFactFlags flags = FileFactFlags.None;
        flags |= (stat.stx_attributes & StatX.STATX_ATTR_COMPRESSED) != 0 ? FileFactFlags.Compressed : 0;
        flags |= (stat.stx_attributes & StatX.STATX_ATTR_ENCRYPTED) != 0 ? FileFactFlags.Encrypted : 0;
        flags |= (stat.stx_attributes & StatX.STATX_ATTR_IMMUTABLE) != 0 ? FileFactFlags.Immutable : 0;
        flags |= (stat.stx_attributes & StatX.STATX_ATTR_VERITY) != 0 ? FileFactFlags.Verified : 0;
        flags |= (stat.stx_mask & StatX.STATX_DIOALIGN) != 0 && stat.stx_dio_offset_align == 0
            ? FileFactFlags.NoDirect
            : 0;
        return flags;
    }
}
