using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using NativeIo;

namespace Nio.Copying;

/// <summary>
/// Copies a folder with all below it. Everything is opened below the two folders, so that a link somebody puts in place
/// meanwhile leads nowhere else. Thread safety: none.
/// </summary>
internal sealed class TreeCopier
{
    /// <summary>Until everything is in it, a new folder is for its owner only.</summary>
    private const int NewFolderBits = 0b111_000_000;

    private readonly CopyRequest _request;
    private readonly CopyTotal _total;
    private readonly CancellationToken _cancellation;
    private readonly Action<CopyFailure> _report;
    private readonly FileCopier _files;
    private readonly List<(NativePath Path, FileFacts Facts, bool IsNew)> _folders = [];
    private byte[] _failedFolder = [];

    internal TreeCopier(
        CopyRequest request, CopyTotal total, Action<CopyFailure> report, CancellationToken cancellation)
    {
        _request = request;
        _total = total;
        _report = report;
        _cancellation = cancellation;
        _files = new FileCopier(request, total, cancellation);
    }

    /// <param name="source">The folder. Ownership: borrows.</param>
    /// <param name="target">The folder that it becomes. Ownership: borrows.</param>
    /// <param name="isNew">Whether the target was made for it; else it keeps its own attributes.</param>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    internal void Copy(RootedDirectory source, RootedDirectory target, bool isNew)
    {
        _folders.Add((default, source.GetFacts(default), isNew));
        _total.Folders++;
        try
        {
            foreach (DirectoryEntry entry in source.List(default, new DirectoryWalkOptions { IsSorted = true }))
            {
                _cancellation.ThrowIfCancellationRequested();
                if (!IsBelowFailedFolder(entry.Path))
                {
                    Guard(source, entry.Path, () => CopyEntry(source, target, entry));
                }
            }
        }
        finally
        {
            FinishFolders(source, target);
        }
    }

    private void CopyEntry(RootedDirectory source, RootedDirectory target, DirectoryEntry entry)
    {
        if (entry.Error is { } error)
        {
            throw error;
        }

        switch (entry.Kind)
        {
            case FileKind.Directory:
                MakeFolder(source, target, entry.Path);
                break;
            case FileKind.Link:
                CopyLink(source, target, entry.Path);
                break;
            case FileKind.Regular:
                CopyFile(source, target, entry.Path);
                break;
            default:
                FileCopier.RequireCopyable(new FileFacts { Kind = entry.Kind });
                break;
        }
    }

    private void CopyFile(RootedDirectory source, RootedDirectory target, NativePath path)
    {
        // Without waiting: it may have become a pipe since it was listed.
        using NativeFile file = source.OpenFile(
            path, new NativeFileOptions { Flags = FileOpenFlags.NoFollow | FileOpenFlags.NonBlocking });
        _files.Copy(file, NativePath.Join(source.Path, path), target, path);
    }

    private void MakeFolder(RootedDirectory source, RootedDirectory target, NativePath path)
    {
        FileFacts facts = source.GetFacts(path, followsLinks: false);
        try
        {
            target.CreateDirectory(path, NewFolderBits);
        }
        catch (NativeIoException exception) when (
            exception.Kind == IoErrorKind.AlreadyExists
            && _request.Forces
            && target.GetFacts(path, followsLinks: false).Kind == FileKind.Directory)
        {
            // Added to, and its own attributes stay.
            _folders.Add((path, facts, false));
            return;
        }
        catch
        {
            _failedFolder = [.. path.ToBytes(), (byte)'/'];
            throw;
        }

        _folders.Add((path, facts, true));
        _total.Folders++;
    }

    private void CopyLink(RootedDirectory source, RootedDirectory target, NativePath path)
    {
        FileFacts facts = source.GetFacts(path, followsLinks: false);
        NativePath temporary = RelativeName.TemporaryBeside(path);
        string leadsTo = TargetOf(source, path);
        _files.RequireFree(target, path, facts);
        using (HeldFolder folder = HeldFolder.Open(target, RelativeName.FolderOf(path)))
        {
            _ = File.CreateSymbolicLink(PathIn(folder, temporary), leadsTo);
        }

        try
        {
            target.Rename(temporary, path, replaces: _request.Forces);
        }
        catch
        {
            target.Unlink(temporary);
            throw;
        }

        _total.Links++;
    }

    private static string TargetOf(RootedDirectory source, NativePath path)
    {
        using HeldFolder folder = HeldFolder.Open(source, RelativeName.FolderOf(path));
        string? leadsTo = new FileInfo(PathIn(folder, path)).LinkTarget;
        return leadsTo is not null && !leadsTo.Contains('\uFFFD', StringComparison.Ordinal)
            ? leadsTo
            : throw NotText();
    }

    private static string PathIn(HeldFolder folder, NativePath path) =>
        folder.Name is { } name && RelativeName.TryGetLastName(path, out string? last)
            ? Path.Combine(name, last!)
            : throw NotText();

    private static CopyException NotText() => new(
        "it is a link whose name or target is not UTF-8, and those cannot be made. Make it with ln -s.");

    /// <summary>
    /// Folders are flushed, and new ones get their permissions and times, when nothing more comes into them, the
    /// innermost first.
    /// </summary>
    private void FinishFolders(RootedDirectory source, RootedDirectory target)
    {
        for (int index = _folders.Count - 1; index >= 0; index--)
        {
            (NativePath path, FileFacts facts, bool isNew) = _folders[index];
            Guard(source, path, () =>
            {
                using RootedDirectory folder = target.OpenDirectory(path);
                if (_request.Durability != FlushLevel.None)
                {
                    folder.Flush();
                }

                if (isNew)
                {
                    ApplyToFolder(target, path, facts);
                }
            });
        }
    }

    private static void ApplyToFolder(RootedDirectory target, NativePath path, in FileFacts facts)
    {
        NativeFileOptions options = new() { Flags = FileOpenFlags.Directory };
        try
        {
            using NativeFile handle =
                path.IsEmpty ? NativeFile.Open(target.Path, options) : target.OpenFile(path, options);
            FileAttributesKeeper.Apply(handle.Handle, facts);
        }
        catch (NativeIoException exception) when (
            exception.Kind is IoErrorKind.IsDirectory or IoErrorKind.NotSupported
            && NativePath.Join(target.Path, path).TryGetText(out string? text))
        {
            FileAttributesKeeper.ApplyToFolder(text, facts);
        }
    }

    private bool IsBelowFailedFolder(NativePath path) =>
        _failedFolder.Length > 0 && path.ToBytes().AsSpan().StartsWith(_failedFolder);

    /// <summary>What goes wrong with one entry is reported, and the others are copied all the same.</summary>
    private void Guard(RootedDirectory source, NativePath path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is CopyException or IOException or UnauthorizedAccessException)
        {
            string shown = path.IsEmpty ? source.Path.ToString() : NativePath.Join(source.Path, path).ToString();
            _report(new CopyFailure(shown, exception.Message));
        }
    }
}
