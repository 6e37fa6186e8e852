using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>What the framework knows about files.</summary>
internal sealed partial class PortableFileBackend
{
    internal override IoResult GetFacts(SafeFileHandle handle, out FileFacts facts)
    {
        facts = default;
        try
        {
            facts = new FileFacts
            {
                Kind = FileKind.Regular,
                Length = RandomAccess.GetLength(handle),
                ModifiedAt = TimeOf(handle, static handle => File.GetLastWriteTimeUtc(handle)),
                LinkCount = 1,
                PermissionBits = PermissionsOf(handle),
            };
            return IoResult.Success();
        }
        catch (NotSupportedException)
        {
            // The framework asks for a length; a pipe, a socket or a terminal has none.
            facts = new FileFacts
            {
                Kind = FileKind.Unknown,
                LinkCount = 1,
                PermissionBits = PermissionsOf(handle),
            };
            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    internal override IoResult GetFacts(NativePath path, bool followsLinks, out FileFacts facts)
    {
        facts = default;
        if (!path.TryGetText(out string? text))
        {
            return Unsupported();
        }

        try
        {
            FileSystemInfo info = Directory.Exists(text) ? new DirectoryInfo(text) : new FileInfo(text);
            if (info.LinkTarget is not null)
            {
                info = followsLinks ? info.ResolveLinkTarget(returnFinalTarget: true)! : info;
            }

            // Throws when there is nothing; a FileInfo itself only says that nothing exists.
            FileAttributes attributes = File.GetAttributes(info.FullName);
            facts = ToFacts(info, attributes, isLink: info.LinkTarget is not null);
            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    private static DateTimeOffset TimeOf<T>(T file, Func<T, DateTime> read)
    {
        try
        {
            return read(file);
        }
        catch (ArgumentOutOfRangeException)
        {
            // A year that the calendar does not have; the framework does not say at which end.
            return DateTimeOffset.MaxValue;
        }
    }

    private int PermissionsOf(SafeFileHandle handle) => _hasPermissions ? (int)File.GetUnixFileMode(handle) : 0;

    private FileFacts ToFacts(FileSystemInfo info, FileAttributes attributes, bool isLink)
    {
        FileKind kind = attributes switch
        {
            _ when isLink => FileKind.Link,
            _ when attributes.HasFlag(FileAttributes.Directory) => FileKind.Directory,
            _ when attributes.HasFlag(FileAttributes.Device) => FileKind.CharacterDevice,
            _ => FileKind.Regular,
        };
        FileFactFlags flags = FileFactFlags.None;
        flags |= attributes.HasFlag(FileAttributes.Compressed) ? FileFactFlags.Compressed : 0;
        flags |= attributes.HasFlag(FileAttributes.Encrypted) ? FileFactFlags.Encrypted : 0;
        flags |= attributes.HasFlag(FileAttributes.SparseFile) ? FileFactFlags.Sparse : 0;
        return new FileFacts
        {
            Kind = kind,
            Length = info is FileInfo file && kind == FileKind.Regular ? file.Length : 0,
            ModifiedAt = TimeOf(info, static info => info.LastWriteTimeUtc),
            LinkCount = 1,
            Flags = flags,
            PermissionBits = _hasPermissions ? (int)info.UnixFileMode : 0,
        };
    }
}
