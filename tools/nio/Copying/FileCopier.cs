using System;
using System.IO;
using System.Threading;
using NativeIo;

namespace Nio.Copying;

/// <summary>
/// Copies one file to a name in a folder: to a temporary name first, which becomes the final one when everything is
/// right. Whatever happens before, the final name is as it was.
/// </summary>
/// <remarks>
/// Order: temporary file (for its owner only) -> bytes -> compared -> owner, permissions, attributes and time ->
/// flushed -> renamed. Thread safety: none.
/// </remarks>
internal sealed class FileCopier
{
    private readonly CopyRequest _request;
    private readonly CopyTotal _total;
    private readonly CancellationToken _cancellation;

    internal FileCopier(
        CopyRequest request, CopyTotal total, Action<CopyFailure> report, CancellationToken cancellation)
    {
        _request = request;
        _total = total;
        _cancellation = cancellation;
        Keeper = new FileAttributesKeeper(request, report);
    }

    /// <summary>Gets what gives copies the rest.</summary>
    internal FileAttributesKeeper Keeper { get; }

    /// <param name="source">The open source. Ownership: borrows.</param>
    /// <param name="sourcePath">Where it is.</param>
    /// <param name="folder">The folder that the name is below. Ownership: borrows.</param>
    /// <param name="name">The copy's name, relative to the folder.</param>
    /// <exception cref="CopyException">It is refused, or the copy is not like the source.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    internal void Copy(NativeFile source, NativePath sourcePath, RootedDirectory folder, NativePath name)
    {
        FileFacts facts = source.GetFacts();
        RequireCopyable(facts);
        RequireFree(folder, name, facts);
        NativePath temporary = RelativeName.TemporaryBeside(name);
        using NativeFile target = folder.OpenFile(temporary, new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.CreateNew,
            PermissionBits = 0b110_000_000,
        });
        bool isRenamed = false;
        try
        {
            (string way, long holeBytes) = _request.IsDirect
                ? DirectCopy.Run(source, target, facts, _total, _cancellation)
                : Transfer(source, target);
            if (_request.Verifies)
            {
                Verification.Run(source, target, _cancellation);
            }

            Keeper.Apply(source, target, facts, sourcePath.ToString());
            target.Flush(_request.Durability);
            if (_request.LeavesCache)
            {
                // Again: what was not yet on the device before the flush stayed, and a comparison reads everything.
                _ = source.Advise(FileAdvice.DontNeed);
                _ = target.Advise(FileAdvice.DontNeed);
            }

            _cancellation.ThrowIfCancellationRequested();
            folder.Rename(temporary, name, replaces: _request.Forces);
            isRenamed = true;
            _total.AddFile(way, holeBytes);
        }
        finally
        {
            if (!isRenamed)
            {
                folder.Unlink(temporary);
            }
        }
    }

    internal static void RequireCopyable(in FileFacts facts)
    {
        if (facts.Kind != FileKind.Regular)
        {
            throw new CopyException(
                $"it is {NameOf(facts.Kind)}, and only files, folders and links can be copied. "
                + "Leave it out, or make another one at the destination.");
        }
    }

    /// <summary>Refuses a name that is taken, unless it may be replaced and is no other kind of thing.</summary>
    internal void RequireFree(RootedDirectory folder, NativePath name, in FileFacts source)
    {
        FileFacts existing;
        try
        {
            existing = folder.GetFacts(name, followsLinks: false);
        }
        catch (NativeIoException exception) when (exception.Kind == IoErrorKind.NotFound)
        {
            return;
        }

        if (existing.Identity == source.Identity && existing.Identity != default)
        {
            throw new CopyException("the source and the destination are the same file. Name another destination.");
        }

        if (!_request.Forces)
        {
            throw new CopyException(
                $"'{NativePath.Join(folder.Path, name)}' exists. Name another destination, or replace it "
                + "with --force.");
        }

        if (existing.Kind is not (FileKind.Regular or FileKind.Link))
        {
            throw new CopyException(
                $"'{NativePath.Join(folder.Path, name)}' is {NameOf(existing.Kind)} and is not replaced. "
                + "Remove it yourself, or name another destination.");
        }
    }

    internal static string NameOf(FileKind kind) => kind switch
    {
        FileKind.Regular => "a file",
        FileKind.Directory => "a folder",
        FileKind.Link => "a symbolic link",
        FileKind.Pipe => "a pipe",
        FileKind.Socket => "a socket",
        FileKind.CharacterDevice or FileKind.BlockDevice => "a device",
        _ => "something else",
    };

    private (string Way, long HoleBytes) Transfer(NativeFile source, NativeFile target)
    {
        TransferResult result = FileTransfer.Copy(
            source,
            target,
            new TransferOptions
            {
                // Explicitly from the start: the positions of both are where somebody left them.
                SourceOffset = 0,
                DestinationOffset = 0,
                KeepsHoles = true,
                LeavesCache = _request.LeavesCache,
                Progress = new CopyProgress(_total),
            },
            _cancellation);
        return (result.Path == TransferPath.None ? "Empty" : result.Path.ToString(), result.HoleBytes);
    }
}
