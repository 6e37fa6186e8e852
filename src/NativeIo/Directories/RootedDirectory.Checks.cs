using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NativeIo.Platform;

namespace NativeIo;

/// <content>
/// Where there are no handles for folders: each part of a path is looked at, then the whole is used. Between the two
/// somebody else can put a link in place, so this only keeps honest programs inside.
/// </content>
public sealed partial class RootedDirectory
{
    /// <summary>The full path, when no part of it is a link. A last part that is missing is no error here.</summary>
    private NativePath Checked(RootedPath path, bool mayEndInLink = false)
    {
        NativePath full = Path;
        for (int index = 0; index < path.Names.Count; index++)
        {
            full = NativePath.Join(full, NativePath.FromBytes(path.Names[index]));
            bool isLast = index == path.Names.Count - 1;
            IoResult result = Interruptions.GetFacts(_backend, full, followsLinks: false, out FileFacts facts);
            if (!result.IsSuccess)
            {
                if (isLast && _backend.Classify(result.ErrorCode) == IoErrorKind.NotFound)
                {
                    break;
                }

                IoError.Throw(_backend, "look at", path.Original, result.ErrorCode);
            }

            if (facts.Kind == FileKind.Link && !(isLast && mayEndInLink))
            {
                throw _options.RefusesLinks
                    ? IoError.Create("reach", path.Original, IoErrorKind.LinkLoop, $"'{full}' is a link")
                    : RootedPath.Outside(path.Original, $"'{full}' is a link, which this system cannot contain");
            }

            if (facts.Kind == FileKind.Regular && !isLast)
            {
                // Not every system tells this from a part that is missing.
                throw IoError.Create("reach", path.Original, IoErrorKind.NotDirectory, $"'{full}' is no folder");
            }
        }

        return full;
    }

    private IEnumerable<DirectoryEntry> ListChecked(NativePath full, DirectoryWalkOptions options)
    {
        foreach (DirectoryEntry entry in new DirectoryWalker(full, options))
        {
            NativePath relative = entry.Path;
            if (entry.Path.TryGetText(out string? text) && full.TryGetText(out string? root))
            {
                relative = new NativePath(System.IO.Path.GetRelativePath(root, text));
            }

            yield return new DirectoryEntry(relative, entry.Kind, entry.Depth, entry.IsEntered, entry.Error);
        }
    }

    private void CreateDirectoryByPath(RootedPath path)
    {
        string text = CheckedText(path);
        RequireMissing(text, "create", path);
        Run("create", path, () => Directory.CreateDirectory(text));
    }

    private void RenameByPath(RootedPath from, RootedPath to, bool replaces)
    {
        string source = CheckedText(from);
        string target = CheckedText(to);
        if (!replaces)
        {
            RequireMissing(target, "rename", to);
        }

        Run("rename", from, () =>
        {
            if (Directory.Exists(source))
            {
                Directory.Move(source, target);
            }
            else
            {
                File.Move(source, target, replaces);
            }
        });
    }

    private void RemoveByPath(RootedPath path, bool isDirectory)
    {
        string text = CheckedText(path);
        if (isDirectory)
        {
            if (Directory.Exists(text) && Directory.EnumerateFileSystemEntries(text).Any())
            {
                throw IoError.Create("remove", path.Original, IoErrorKind.DirectoryNotEmpty, "something is in it");
            }

            Run("remove", path, () => Directory.Delete(text));
        }
        else if (!File.Exists(text))
        {
            // File.Delete would say nothing.
            bool isFolder = Directory.Exists(text);
            throw IoError.Create(
                "remove",
                path.Original,
                isFolder ? IoErrorKind.IsDirectory : IoErrorKind.NotFound,
                isFolder ? "it is a folder" : "there is no such file");
        }
        else
        {
            Run("remove", path, () => File.Delete(text));
        }
    }

    private static void RequireMissing(string text, string operation, RootedPath path)
    {
        if (Directory.Exists(text) || File.Exists(text))
        {
            throw IoError.Create(operation, path.Original, IoErrorKind.AlreadyExists, "it exists");
        }
    }

    private string CheckedText(RootedPath path) => Checked(path, mayEndInLink: true).TryGetText(out string? text)
        ? text
        : throw IoError.Create(
            "reach", path.Original, IoErrorKind.NotSupported, "its name is no text, which this system needs");

    private void Run(string operation, RootedPath path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            IoErrorKind kind = PortableErrors.Classify(PortableErrors.CodeOf(exception), _backend.Classify);
            throw IoError.Create(operation, path.Original, kind, exception.Message.TrimEnd('.'));
        }
    }
}
