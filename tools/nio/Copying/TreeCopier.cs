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

    /// <summary>The first copy of each file that has several names.</summary>
    private readonly Dictionary<FileIdentity, NativePath> _copies = [];
    private readonly List<(NativePath Path, FileFacts Facts, bool IsNew)> _folders = [];
    private byte[] _failedFolder = [];

    internal TreeCopier(
        CopyRequest request, CopyTotal total, Action<CopyFailure> report, CancellationToken cancellation)
    {
        _request = request;
        _total = total;
        _report = report;
        _cancellation = cancellation;
        _files = new FileCopier(request, total, report, cancellation);
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
        FileFacts facts = file.GetFacts();
        bool hasNames = _request.IsArchive && facts.Kind == FileKind.Regular && facts.LinkCount > 1
            && facts.Identity != default;
        if (hasNames && _copies.TryGetValue(facts.Identity, out NativePath first)
            && TryAddName(source, target, first, path, facts))
        {
            _total.AddFile("HardLink", 0);
            return;
        }

        _files.Copy(file, NativePath.Join(source.Path, path), target, path);
        if (hasNames)
        {
            _copies[facts.Identity] = path;
        }
    }

    /// <summary>Gives the first copy one more name; false when it has to be a file of its own.</summary>
    private bool TryAddName(
        RootedDirectory source, RootedDirectory target, NativePath first, NativePath path, in FileFacts facts)
    {
        _files.RequireFree(target, path, facts);
        NativePath temporary = RelativeName.TemporaryBeside(path);
        try
        {
            target.Link(first, temporary);
        }
        catch (NativeIoException refusal)
        {
            // Too many names, or a file system without them.
            _files.Keeper.Warn(NativePath.Join(source.Path, path).ToString(), refusal.Message);
            return false;
        }

        RenameOrRemove(target, temporary, path);
        return true;
    }

    private void RenameOrRemove(RootedDirectory target, NativePath temporary, NativePath path)
    {
        try
        {
            target.Rename(temporary, path, replaces: _request.Forces);
        }
        catch
        {
            target.Unlink(temporary);
            throw;
        }
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

        _files.Keeper.ApplyToLink(target, temporary, facts, NativePath.Join(source.Path, path).ToString());
        RenameOrRemove(target, temporary, path);
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
                    ApplyToFolder(source, target, path, facts);
                }
            });
        }
    }

    private void ApplyToFolder(RootedDirectory source, RootedDirectory target, NativePath path, in FileFacts facts)
    {
        NativeFileOptions options = new() { Flags = FileOpenFlags.Directory };
        try
        {
            using NativeFile copy = target.OpenFile(path, options);
            using NativeFile? original = _request.IsArchive ? source.OpenFile(path, options) : null;
            string shown = path.IsEmpty ? source.Path.ToString() : NativePath.Join(source.Path, path).ToString();
            _files.Keeper.Apply(original, copy, facts, shown);
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
