using System;
using Microsoft.Win32.SafeHandles;
using Mono.Unix.Native;

namespace NativeIo.Platform;

/// <summary>What every Unix knows about files.</summary>
internal sealed partial class PosixFileBackend
{
    /// <summary>The unit of <c>st_blocks</c> on every Unix that Mono.Posix knows.</summary>
    private const int StatBlockLength = 512;

    internal override IoResult GetFacts(SafeFileHandle handle, out FileFacts facts)
    {
        using var descriptor = new BorrowedHandle(handle);
        IoResult result = Reported(Syscall.fstat(descriptor.Descriptor, out Stat stat));
        facts = result.IsSuccess ? ToFacts(stat) : default;
        return result;
    }

    internal override IoResult GetFacts(NativePath path, bool followsLinks, out FileFacts facts)
    {
        string text = TextOf(path);
        Stat stat;
        IoResult result = Reported(followsLinks ? Syscall.stat(text, out stat) : Syscall.lstat(text, out stat));
        facts = result.IsSuccess ? ToFacts(stat) : default;
        return result;
    }

    /// <summary>POSIX knows the sizes of a file system, and not its kind.</summary>
    internal override IoResult GetFileSystem(SafeFileHandle handle, out FileSystemFacts facts)
    {
        using var descriptor = new BorrowedHandle(handle);
        IoResult result = Reported(Syscall.fstatvfs(descriptor.Descriptor, out Statvfs stat));
        facts = result.IsSuccess
            ? new FileSystemFacts(
                FileSystemKind.Unknown, "", Bytes(stat.f_bavail, stat.f_frsize), Bytes(stat.f_blocks, stat.f_frsize))
            : new FileSystemFacts(FileSystemKind.Unknown, "", 0, 0);
        return result;
    }

    private static long Bytes(ulong blocks, ulong blockLength) =>
        (long)UInt128.Min((UInt128)blocks * blockLength, (ulong)long.MaxValue);

    private static FileFacts ToFacts(in Stat stat)
    {
        FileKind kind = (stat.st_mode & FilePermissions.S_IFMT) switch
        {
            FilePermissions.S_IFREG => FileKind.Regular,
            FilePermissions.S_IFDIR => FileKind.Directory,
            FilePermissions.S_IFLNK => FileKind.Link,
            FilePermissions.S_IFIFO => FileKind.Pipe,
            FilePermissions.S_IFSOCK => FileKind.Socket,
            FilePermissions.S_IFCHR => FileKind.CharacterDevice,
            FilePermissions.S_IFBLK => FileKind.BlockDevice,
            _ => FileKind.Unknown,
        };
        long allocated = stat.st_blocks * StatBlockLength;
        return new FileFacts
        {
            Kind = kind,
            Length = stat.st_size,
            AllocatedBytes = allocated,
            ModifiedAt = UnixTime.From(stat.st_mtime, stat.st_mtime_nsec),
            Identity = new FileIdentity(stat.st_dev, stat.st_ino),
            LinkCount = (long)stat.st_nlink,
            Flags = kind == FileKind.Regular && allocated < stat.st_size ? FileFactFlags.Sparse : FileFactFlags.None,
            BlockLength = (int)stat.st_blksize,
            PermissionBits = (int)(stat.st_mode & ~FilePermissions.S_IFMT),
            OwnerId = stat.st_uid,
            GroupId = stat.st_gid,
        };
    }
}
