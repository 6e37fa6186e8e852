using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>What Linux knows about files and file systems.</summary>
internal sealed partial class LinuxFileBackend
{
    private const int StatBlockLength = 512;

    internal override IoResult GetFacts(SafeFileHandle handle, out FileFacts facts)
    {
        using var descriptor = new BorrowedHandle(handle);
        return FactsOf(descriptor.Descriptor, out facts);
    }

    internal override IoResult GetFacts(NativePath path, bool followsLinks, out FileFacts facts)
    {
        Span<byte> scratch = stackalloc byte[PathBytes.ScratchLength];
        using var bytes = new PathBytes(path, scratch);
        StatX stat = default;
        IoResult result;

        // SAFETY: the path ends in NUL and stays fixed during the call; the result as above.
        unsafe
        {
            fixed (byte* name = bytes.Span)
            {
                result = Reported(_calls.Stat(
                    StatX.AT_FDCWD,
                    name,
                    followsLinks ? 0 : StatX.AT_SYMLINK_NOFOLLOW,
                    StatX.STATX_BASIC_STATS | StatX.STATX_DIOALIGN,
                    &stat));
            }
        }

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
        StatX stat = default;
        byte empty = 0;
        IoResult result;

        // SAFETY: the empty path and the result lie on this stack during the call; the kernel writes at most the 256
        // bytes that the type has.
        unsafe
        {
            result = Reported(_calls.Stat(
                descriptor,
                &empty,
                StatX.AT_EMPTY_PATH,
                StatX.STATX_BASIC_STATS | StatX.STATX_DIOALIGN | StatX.STATX_MNT_ID_UNIQUE,
                &stat));
        }

        facts = result.IsSuccess ? ToFacts(stat) : default;
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
            ModifiedAt = DateTimeOffset.UnixEpoch.AddSeconds(stat.stx_mtime.tv_sec)
                .AddTicks(stat.stx_mtime.tv_nsec / TimeSpan.NanosecondsPerTick),
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
