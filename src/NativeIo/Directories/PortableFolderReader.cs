using System;
using System.IO;
using System.IO.Enumeration;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NativeIo;

/// <summary>
/// Reads a folder by the framework's enumerator, which every system has. It knows names as text only: one that is no
/// valid UTF-8 is found, but its bytes are lost.
/// </summary>
internal sealed class PortableFolderReader : FolderReader
{
    private readonly NativePath _path;
    private readonly Enumerator _entries;
    private byte[] _name = [];

    private PortableFolderReader(NativePath path, Enumerator entries)
    {
        _path = path;
        _entries = entries;
    }

    internal override SafeFileHandle? Handle => null;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="NativeIoException">It is missing, no folder, or may not be read.</exception>
    internal static PortableFolderReader Open(NativePath path)
    {
        if (!path.TryGetText(out string? text))
        {
            throw IoError.Create(
                "list", path, IoErrorKind.NotSupported, "its name is no text, which this system needs");
        }

        try
        {
            return new PortableFolderReader(path, new Enumerator(text));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("list", path, exception);
        }
    }

    public override void Dispose() => _entries.Dispose();

    internal override bool TryRead(out ReadOnlySpan<byte> name, out FileKind kind)
    {
        name = default;
        kind = FileKind.Unknown;
        try
        {
            if (!_entries.MoveNext())
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("list", _path, exception);
        }

        (string text, kind) = _entries.Current;
        _name = Encoding.UTF8.GetBytes(text);
        name = _name;
        return true;
    }

    /// <summary>What an exception of the framework means.</summary>
    internal static NativeIoException Failure(string operation, NativePath path, Exception exception) => IoError.Create(
        operation,
        path,
        exception switch
        {
            DirectoryNotFoundException or FileNotFoundException => IoErrorKind.NotFound,
            UnauthorizedAccessException => IoErrorKind.AccessDenied,
            PathTooLongException => IoErrorKind.NameTooLong,
            _ => IoErrorKind.Unknown,
        },
        exception.Message.TrimEnd('.'));

    private sealed class Enumerator(string folder) : FileSystemEnumerator<(string Name, FileKind Kind)>(
        folder,
        new EnumerationOptions
        {
            AttributesToSkip = 0,
            IgnoreInaccessible = false,
            RecurseSubdirectories = false,
            ReturnSpecialDirectories = false,
        })
    {
        protected override (string Name, FileKind Kind) TransformEntry(ref FileSystemEntry entry) =>
            (entry.FileName.ToString(), KindOf(ref entry));

        // A plain file cannot be told from a pipe or a device here; the walk asks the backend about those.
        private static FileKind KindOf(ref FileSystemEntry entry) =>
            (entry.Attributes & FileAttributes.ReparsePoint) != 0 ? FileKind.Link
            : entry.IsDirectory ? FileKind.Directory
            : FileKind.Unknown;
    }
}
