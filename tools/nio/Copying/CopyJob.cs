using System;
using System.IO;
using System.Threading;
using NativeIo;
using Nio.Lines;

namespace Nio.Copying;

/// <summary>Finds out what is copied where, and does it on a thread of its own; failures go to the feed.</summary>
internal sealed class CopyJob
{
    private readonly CopyRequest _request;
    private readonly ResultFeed<CopyFailure> _failures;
    private readonly CancellationToken _cancellation;
    private readonly Thread _thread;

    internal CopyJob(CopyRequest request, ResultFeed<CopyFailure> failures, CancellationToken cancellation)
    {
        _request = request;
        _failures = failures;
        _cancellation = cancellation;
        _thread = new Thread(Run) { IsBackground = true, Name = "nio copy" };
    }

    /// <summary>Gets how far it has come.</summary>
    internal CopyTotal Total { get; } = new();

    /// <summary>Gets a value indicating whether the user stopped it before it was done.</summary>
    internal bool WasCancelled { get; private set; }

    internal void Start() => _thread.Start();

    /// <summary>Waits until nothing is under way, and no temporary file is left.</summary>
    internal void Join() => _thread.Join();

    private void Run()
    {
        try
        {
            CopySource();
            _failures.Complete();
        }
        catch (OperationCanceledException)
        {
            WasCancelled = true;
            _failures.Complete();
        }
        catch (Exception exception) when (exception is CopyException or IOException or UnauthorizedAccessException)
        {
            Report(new CopyFailure(_request.Source, exception.Message));
            _failures.Complete();
        }
        catch (Exception exception)
        {
            _failures.Fail(exception);
        }
    }

    private void CopySource()
    {
        if (Directory.Exists(_request.Source))
        {
            CopyTree();
            return;
        }

        // Neither waits for a pipe's other end nor opens a device that reacts to it for longer than a look takes.
        using NativeFile source = NativeFile.Open(
            _request.Source, new NativeFileOptions { Flags = FileOpenFlags.NonBlocking });
        FileCopier.RequireCopyable(source.GetFacts());
        string destination = _request.Destination;
        if (Directory.Exists(destination) || Path.EndsInDirectorySeparator(destination))
        {
            destination = Path.Combine(destination, Path.GetFileName(_request.Source));
        }

        (string folder, string name) = Split(destination);
        using RootedDirectory parent = RootedDirectory.Open(folder);
        new FileCopier(_request, Total, Report, _cancellation).Copy(source, _request.Source, parent, name);
        if (_request.Durability != FlushLevel.None)
        {
            parent.Flush();
        }
    }

    private void CopyTree()
    {
        if (_request.IsDirect)
        {
            // Direct files are opened by their whole path, and in a tree somebody may exchange a folder meanwhile.
            throw new CopyException("--direct copies one file, not a folder. Leave it out, or name a file.");
        }

        string destination = Path.TrimEndingDirectorySeparator(_request.Destination);
        (string folder, string name) = Split(destination);
        using RootedDirectory source = RootedDirectory.Open(_request.Source);
        RequireOutside(folder, source);
        using RootedDirectory parent = RootedDirectory.Open(folder);
        bool isNew = !Directory.Exists(destination);
        if (isNew)
        {
            parent.CreateDirectory(name, 0b111_000_000);
        }
        else if (!_request.Forces)
        {
            throw new CopyException(
                $"the folder '{destination}' exists. Name another destination, or add to it with --force.");
        }
        else
        {
            RequireOutside(destination, source);
        }

        using RootedDirectory target = RootedDirectory.Open(destination);
        new TreeCopier(_request, Total, Report, _cancellation).Copy(source, target, isNew);
        if (_request.Durability != FlushLevel.None)
        {
            parent.Flush();
        }
    }

    /// <summary>A copy of a folder in itself would have no end.</summary>
    private void RequireOutside(string folder, RootedDirectory source)
    {
        FileIdentity own = source.GetFacts(default).Identity;
        string outer = WithSeparator(_request.Source);
        bool isInside = WithSeparator(folder).StartsWith(outer, StringComparison.Ordinal);

        // Links can hide it, so the folders on the way up are asked who they are, where the system tells.
        string path = folder;
        FileIdentity identity = IdentityOf(path);
        while (isInside || identity != default)
        {
            if (isInside || identity == own)
            {
                throw IsInside();
            }

            path = Path.Combine(path, "..");
            FileIdentity next = IdentityOf(path);
            if (next == identity)
            {
                return;
            }

            identity = next;
        }

        RequireOutsideByName(folder, own);
    }

    /// <summary>
    /// A folder on the way up that may not be read cannot be opened, and what is above it neither. The system tells the
    /// name of the one that can be, without links, and who is on that way it tells whoever may pass.
    /// </summary>
    private static void RequireOutsideByName(string folder, FileIdentity own)
    {
        try
        {
            using RootedDirectory start = RootedDirectory.Open(folder);
            using HeldFolder held = HeldFolder.Open(start, default);
            string? name = held.IsByHandle ? new FileInfo(held.Name!).LinkTarget : null;
            using RootedDirectory top = RootedDirectory.Open("/");
            while (name is { Length: > 1 })
            {
                if (top.GetFacts(name[1..]).Identity == own)
                {
                    throw IsInside();
                }

                name = Path.GetDirectoryName(name);
            }
        }
        catch (NativeIoException exception) when (
            exception.Kind is IoErrorKind.AccessDenied or IoErrorKind.NotFound)
        {
            // Nobody tells. Then the destination was reached through a folder that may not even be passed, as from the
            // current one, and only its name was compared.
        }
    }

    private static CopyException IsInside() =>
        new("the destination is in the source. Name one that is outside.");

    private static string WithSeparator(string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;

    /// <summary>
    /// Gets who a folder is; nobody when it cannot be read, which the source, being read, is not.
    /// </summary>
    private static FileIdentity IdentityOf(string path)
    {
        try
        {
            using RootedDirectory folder = RootedDirectory.Open(path);
            return folder.GetFacts(default).Identity;
        }
        catch (NativeIoException exception) when (exception.Kind == IoErrorKind.AccessDenied)
        {
            return default;
        }
    }

    private static (string Folder, string Name) Split(string destination)
    {
        string name = Path.GetFileName(destination);
        string? folder = Path.GetDirectoryName(destination);
        if (name is "" or "." or "..")
        {
            throw new CopyException($"'{destination}' does not end in a name. Name what the copy shall be called.");
        }

        return (string.IsNullOrEmpty(folder) ? "." : folder, name);
    }

    private void Report(CopyFailure failure)
    {
        if (failure.IsWarning)
        {
            Total.Warnings++;
        }
        else
        {
            Total.Failures++;
        }

        _failures.Add(failure);
    }
}
