using System;
using System.IO;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>A name in a folder, and what is there now.</summary>
/// <param name="Path">The name with its folder.</param>
/// <param name="Folder">The folder; "." for a bare name.</param>
/// <param name="Existing">What has the name; null when nothing has.</param>
internal readonly record struct FilePlace(NativePath Path, NativePath Folder, FileFacts? Existing)
{
    private const byte Separator = (byte)'/';

    /// <summary>Looks at a path where a file is to be.</summary>
    /// <exception cref="NativeIoException">Something is there that no file may take the place of.</exception>
    internal static FilePlace Find(FileBackend backend, NativePath path, bool followsLink)
    {
        if (followsLink)
        {
            path = Resolve(backend, path);
        }

        IoResult result = Interruptions.GetFacts(backend, path, followsLinks: false, out FileFacts facts);
        if (!result.IsSuccess)
        {
            if (backend.Classify(result.ErrorCode) != IoErrorKind.NotFound)
            {
                IoError.Throw(backend, "look at", path, result.ErrorCode);
            }

            return new FilePlace(path, FolderOf(path), null);
        }

        if (facts.Kind == FileKind.Directory)
        {
            throw IoError.Create("replace", path, IoErrorKind.IsDirectory, "it is a folder");
        }

        if (facts.Kind is not (FileKind.Regular or FileKind.Link))
        {
            // Renaming a file over /dev/null works, for a privileged process.
            throw IoError.Create(
                "replace", path, IoErrorKind.NotSupported, $"it is no file but a {facts.Kind}, and stays one");
        }

        return new FilePlace(path, FolderOf(path), facts);
    }

    /// <summary>Tells whether a path, which is not empty, can only name a folder.</summary>
    internal static bool EndsInSeparator(NativePath path) => path.TryGetText(out string? text)
        ? System.IO.Path.EndsInDirectorySeparator(text)
        : path.ToBytes()[^1] == Separator;

    /// <summary>Gets the folder that a path is in; "." for a bare name.</summary>
    internal static NativePath FolderOf(NativePath path)
    {
        if (path.TryGetText(out string? text))
        {
            return System.IO.Path.GetDirectoryName(text) switch
            {
                null => text,
                "" => ".",
                string folder => folder,
            };
        }

        ReadOnlySpan<byte> bytes = path.RawBytes;
        int last = bytes.LastIndexOf(Separator);
        return last switch
        {
            < 0 => ".",
            0 => "/",
            _ => NativePath.FromBytes(bytes[..last]),
        };
    }

    private static NativePath Resolve(FileBackend backend, NativePath path)
    {
        if (!path.TryGetText(out string? text))
        {
            throw IoError.Create(
                "follow", path, IoErrorKind.NotSupported, "links are followed only where the path is valid UTF-8");
        }

        try
        {
            // A name without a folder confuses the framework, and FullName takes ".." out of a path by its text, which
            // is wrong behind a link to a folder: the path as it was put together is what the system resolves.
            string place = System.IO.Path.IsPathRooted(text) ? text : System.IO.Path.Join(".", text);
            return File.ResolveLinkTarget(place, returnFinalTarget: true)?.ToString() ?? text;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing is there yet; whether the folder is, shows when the file is made.
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // For links that lead to each other the framework has no code.
            IoErrorKind kind = PortableErrors.Classify(PortableErrors.CodeOf(exception), backend.Classify);
            throw IoError.Create(
                "follow",
                path,
                kind == IoErrorKind.Unknown ? IoErrorKind.LinkLoop : kind,
                exception.Message.TrimEnd('.'));
        }
    }
}
