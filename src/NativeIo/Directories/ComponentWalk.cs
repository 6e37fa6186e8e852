using System;
using System.Collections.Generic;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Opens a path below a folder name by name, each by the handle of the folder before, where the kernel cannot contain a
/// whole path, or a sandbox denies that.
/// </summary>
/// <remarks>
/// The system is never allowed to follow a link. Where there is one, its target is read and its names are put in front
/// of those that are left; a target that is absolute leads out. Going up means closing the deepest handle, so it never
/// goes further up than the folder, whatever is renamed meanwhile. Ownership: owns the handles on the way. Thread
/// safety: one thread.
/// </remarks>
internal ref struct ComponentWalk
{
    /// <summary>As many links as Linux follows in one path.</summary>
    internal const int LinksMax = 40;

    private const int TargetBytesMax = 4096;

    /// <summary>A name that comes and goes all the time is somebody's doing, and then it is enough.</summary>
    private const int CreationAttemptsMax = 8;

    private readonly FileBackend _backend;
    private readonly SafeFileHandle _root;
    private readonly NativePath _original;
    private readonly RelativeOpen _how;
    private readonly Stack<SafeFileHandle> _folders = new();
    private readonly Stack<byte[]> _names = new();
    private int _links;

    private ComponentWalk(FileBackend backend, SafeFileHandle root, RootedPath path, RelativeOpen how)
    {
        _backend = backend;
        _root = root;
        _original = path.Original;
        _how = how;
    }

    private readonly SafeFileHandle Folder => _folders.TryPeek(out SafeFileHandle? top) ? top : _root;

    /// <summary>Opens the first names of a path. Ownership: the caller disposes the handle.</summary>
    /// <exception cref="NativeIoException">The path leads out.</exception>
    internal static IoResult Open(
        FileBackend backend,
        SafeFileHandle root,
        RootedPath path,
        int nameCount,
        in FileOpenRequest request,
        RelativeOpen how,
        out SafeFileHandle? handle)
    {
        var walk = new ComponentWalk(backend, root, path, how);
        for (int index = nameCount - 1; index >= 0; index--)
        {
            walk._names.Push(path.Names[index]);
        }

        try
        {
            return walk.Run(request, out handle);
        }
        finally
        {
            walk.CloseFolders();
        }
    }

    private IoResult Run(in FileOpenRequest request, out SafeFileHandle? handle)
    {
        handle = null;
        while (_names.TryPop(out byte[]? name))
        {
            if (name is [] or [(byte)'.'])
            {
                continue;
            }

            if (name is [(byte)'.', (byte)'.'])
            {
                GoUp();
                continue;
            }

            bool isLast = _names.Count == 0;
            NativePath single = NativePath.FromBytes(name);
            IoResult result = isLast
                ? OpenLast(single, request, out SafeFileHandle? opened)
                : OpenAt(
                    new FileOpenRequest(
                        single,
                        System.IO.FileAccess.Read,
                        FileOpenMode.Open,
                        FileOpenFlags.Directory | FileOpenFlags.NoFollow,
                        0),
                    RelativeOpen.PathOnly,
                    out opened);
            if (result.IsSuccess)
            {
                if (isLast)
                {
                    handle = opened;
                    return result;
                }

                RequireFileSystem(opened!);
                _folders.Push(opened!);
            }
            else if ((isLast && request.Flags.HasFlag(FileOpenFlags.NoFollow))
                || !TryFollow(single, result, out result))
            {
                return result;
            }
        }

        // The path ends at a folder that it came through.
        return OpenAt(request with { Path = "." }, _how & RelativeOpen.PathOnly, out handle);
    }

    /// <summary>Opens the last name, but no link; one that is named only would open as itself.</summary>
    private readonly IoResult OpenLast(NativePath name, in FileOpenRequest request, out SafeFileHandle? handle)
    {
        FileOpenRequest last = request with { Path = name, Flags = request.Flags | FileOpenFlags.NoFollow };
        IoResult result = OpenOnFileSystem(last, out handle);
        bool mayBeLink = result.IsSuccess
            && _how.HasFlag(RelativeOpen.PathOnly)
            && !request.Flags.HasFlag(FileOpenFlags.NoFollow);
        if (!mayBeLink)
        {
            return result;
        }

        IoResult known = Interruptions.GetFacts(_backend, handle!, out FileFacts facts);
        if (known.IsSuccess && facts.Kind != FileKind.Link)
        {
            return result;
        }

        handle!.Dispose();
        handle = null;
        return known.IsSuccess ? IoResult.Failure(_backend.LinkCode) : known;
    }

    /// <summary>
    /// Opens the last name, and where only one file system is allowed, so that nothing is changed before it is known
    /// that the file is on that: an existing one is emptied after that, and a new one is only made where none is.
    /// </summary>
    private readonly IoResult OpenOnFileSystem(in FileOpenRequest last, out SafeFileHandle? handle)
    {
        RelativeOpen how = _how & RelativeOpen.PathOnly;
        if (!_how.HasFlag(RelativeOpen.OneFileSystem) || last.Mode == FileOpenMode.CreateNew)
        {
            // What is new is in the folder that it is made in, and that was looked at.
            return OpenAt(last, how, out handle);
        }

        for (int attempt = 1; ; attempt++)
        {
            IoResult result = OpenAt(last with { Mode = FileOpenMode.Open }, how, out handle);
            if (result.IsSuccess)
            {
                RequireFileSystem(handle!);
                return last.Mode is FileOpenMode.Create or FileOpenMode.Truncate ? Empty(ref handle) : result;
            }

            bool isMade = last.Mode is FileOpenMode.Create or FileOpenMode.OpenOrCreate;
            if (!isMade || _backend.Classify(result.ErrorCode) != IoErrorKind.NotFound)
            {
                return result;
            }

            result = OpenAt(last with { Mode = FileOpenMode.CreateNew }, how, out handle);
            if (result.IsSuccess
                || attempt == CreationAttemptsMax
                || _backend.Classify(result.ErrorCode) != IoErrorKind.AlreadyExists)
            {
                return result;
            }
        }
    }

    /// <summary>Empties a file as opening it does: what has no length, as a device, stays as it is.</summary>
    private readonly IoResult Empty(ref SafeFileHandle? handle)
    {
        IoResult result = Interruptions.GetFacts(_backend, handle!, out FileFacts facts);
        if (result.IsSuccess && facts.Kind == FileKind.Regular)
        {
            int attempts = 0;
            do
            {
                result = _backend.SetLength(handle!, 0);
            }
            while (!result.IsSuccess && Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts));
        }

        if (!result.IsSuccess)
        {
            handle!.Dispose();
            handle = null;
        }

        return result;
    }

    private readonly IoResult OpenAt(in FileOpenRequest request, RelativeOpen how, out SafeFileHandle? handle)
    {
        int attempts = 0;
        IoResult result;
        do
        {
            result = _backend.OpenAt(Folder, request, how, out handle);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts));
        return result;
    }

    /// <summary>
    /// Takes up the target of a link. False when the name is none, or may not be followed; the result says what to
    /// report.
    /// </summary>
    private bool TryFollow(NativePath name, IoResult failure, out IoResult result)
    {
        result = failure;
        if (_backend.Classify(failure.ErrorCode) is not (IoErrorKind.LinkLoop or IoErrorKind.NotDirectory))
        {
            return false;
        }

        byte[] target = new byte[TargetBytesMax];
        IoResult read = Interruptions.Repeat(
            _backend,
            (Folder, name, target),
            static (backend, state) => backend.ReadLinkAt(state.Folder, state.name, state.target));
        if (!read.IsSuccess)
        {
            // It is no link, or is not any more: what opening it said stands.
            return false;
        }

        if (_how.HasFlag(RelativeOpen.NoLinks) || ++_links > LinksMax || read.Value is 0 or TargetBytesMax)
        {
            result = IoResult.Failure(_backend.LinkCode);
            return false;
        }

        if (target[0] == (byte)'/')
        {
            throw RootedPath.Outside(_original, "a link on the way names an absolute path");
        }

        int end = (int)read.Value;
        while (end >= 0)
        {
            int slash = target.AsSpan(0, end).LastIndexOf((byte)'/');
            _names.Push(target[(slash + 1)..end]);
            end = slash;
        }

        return true;
    }

    private readonly void GoUp()
    {
        if (!_folders.TryPop(out SafeFileHandle? folder))
        {
            throw RootedPath.Outside(_original, "a link on the way does");
        }

        folder.Dispose();
    }

    /// <summary>Throws unless a file is known to be on the folder's file system, where that is asked for.</summary>
    private readonly void RequireFileSystem(SafeFileHandle opened)
    {
        if (!_how.HasFlag(RelativeOpen.OneFileSystem))
        {
            return;
        }

        FileFacts rootFacts = default;
        IoResult known = Interruptions.GetFacts(_backend, opened, out FileFacts facts);
        known = known.IsSuccess ? Interruptions.GetFacts(_backend, _root, out rootFacts) : known;
        if (known.IsSuccess && facts.Identity.Device == rootFacts.Identity.Device)
        {
            return;
        }

        opened.Dispose();
        if (!known.IsSuccess)
        {
            IoError.Throw(_backend, "tell the file system of", _original, known.ErrorCode);
        }

        throw RootedPath.Outside(_original, "another file system is mounted on the way");
    }

    private readonly void CloseFolders()
    {
        while (_folders.TryPop(out SafeFileHandle? folder))
        {
            folder.Dispose();
        }
    }
}
