using System;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <content>What an entry is, and going into the folders among them.</content>
internal sealed partial class DirectoryWalk
{
    /// <summary>Makes an entry of a name; a folder that is to be entered is the deepest frame then.</summary>
    private DirectoryEntry Look(WalkFrame frame, ReadOnlySpan<byte> name, FileKind kind)
    {
        NativePath path = frame.PathOf(name);
        int depth = frame.Depth + 1;
        if (kind is not (FileKind.Unknown or FileKind.Link or FileKind.Directory))
        {
            return new DirectoryEntry(path, kind, depth, false, null);
        }

        NativePath single = NativePath.FromBytes(name);
        if (kind == FileKind.Unknown)
        {
            IoResult result = FactsOf(frame, single, path, follows: false, out FileFacts facts);
            if (!result.IsSuccess)
            {
                return Failed(path, kind, depth, "look at", result);
            }

            kind = facts.Kind;
        }

        bool isLink = kind == FileKind.Link;
        if (isLink && _options.FollowsLinks)
        {
            IoResult result = FactsOf(frame, single, path, follows: true, out FileFacts facts);
            if (!result.IsSuccess)
            {
                return Failed(path, kind, depth, "follow", result);
            }

            kind = facts.Kind;
        }

        return kind == FileKind.Directory && depth < _options.DepthMax
            ? LookInto(frame, single, path, depth, isLink)
            : new DirectoryEntry(path, kind, depth, false, null);
    }

    private DirectoryEntry LookInto(WalkFrame frame, NativePath name, NativePath path, int depth, bool isLink)
    {
        SafeFileHandle? handle = null;
        if (!_isPortable)
        {
            IoResult opened = OpenFolder(frame, name, path, follows: isLink, out handle);
            if (!opened.IsSuccess)
            {
                return Failed(path, FileKind.Directory, depth, "open", opened);
            }
        }

        _ = Enter(handle, path, depth, isLink, FileKind.Directory, out DirectoryEntry entry);
        return entry;
    }

    /// <summary>
    /// Makes a folder the deepest frame. False when it is not to be entered; the entry says why. Ownership: the handle
    /// transfers.
    /// </summary>
    private bool Enter(
        SafeFileHandle? handle, NativePath path, int depth, bool isLink, FileKind kind, out DirectoryEntry entry)
    {
        FolderReader? reader = null;
        try
        {
            FileIdentity? identity = NeedsIdentity ? IdentityOf(handle, path) : null;
            if (isLink && identity is { } found && IsAmongFrames(found))
            {
                handle?.Dispose();
                entry = new DirectoryEntry(path, kind, depth, false, IoError.Create(
                    "enter", path, IoErrorKind.LinkLoop, "it leads back to a folder that the walk is in"));
                return false;
            }

            _device ??= identity?.Device;
            if (_options.StaysOnFileSystem && identity is { } other && other.Device != _device)
            {
                handle?.Dispose();
                entry = new DirectoryEntry(path, kind, depth, false, null);
                return false;
            }

            reader = MakeReader(handle, path);
            _frames.Add(new WalkFrame(reader, path, depth, identity));
            if (CountHandles() > HandlesMax)
            {
                _ = TryReleaseHandle();
            }

            entry = new DirectoryEntry(path, kind, depth, true, null);
            return true;
        }
        catch (NativeIoException exception)
        {
            reader?.Dispose();
            handle?.Dispose();
            entry = new DirectoryEntry(path, kind, depth, false, exception);
            return false;
        }
    }

    private FolderReader MakeReader(SafeFileHandle? handle, NativePath path)
    {
        FolderReader reader;
        if (_isPortable || handle is null)
        {
            reader = ListingFolderReader.Open(_backend, path);
        }
        else
        {
            var byHandle = new HandleFolderReader(_backend, handle, path);
            IoResult first = byHandle.Prepare();
            reader = byHandle;
            if (!first.IsSuccess)
            {
                byHandle.Dispose();
                bool isMissing = _backend.Classify(first.ErrorCode) == IoErrorKind.NotSupported;
                if (!isMissing || _openRoot is not null)
                {
                    IoError.Throw(_backend, "list", path, first.ErrorCode);
                }

                // This system has no such call: from here on the walk goes by paths.
                _isPortable = true;
                reader = ListingFolderReader.Open(_backend, path);
            }
        }

        return _options.IsSorted ? new CollectedFolderReader(reader, isSorted: true, keepsHandle: true) : reader;
    }

    private FileIdentity? IdentityOf(SafeFileHandle? handle, NativePath path)
    {
        IoResult result = handle is null
            ? Interruptions.GetFacts(_backend, path, followsLinks: true, out FileFacts facts)
            : Interruptions.GetFacts(_backend, handle, out facts);

        // A system that numbers nothing gives the same number to all; then a loop ends where paths become too long.
        return result.IsSuccess && facts.Identity != default ? facts.Identity : null;
    }

    private bool IsAmongFrames(FileIdentity identity)
    {
        foreach (WalkFrame frame in _frames)
        {
            if (frame.Identity == identity)
            {
                return true;
            }
        }

        return false;
    }

    private IoResult FactsOf(WalkFrame frame, NativePath name, NativePath path, bool follows, out FileFacts facts)
    {
        if (frame.Reader.Handle is not { } folder)
        {
            return Interruptions.GetFacts(_backend, path, follows, out facts);
        }

        if (!follows)
        {
            return Interruptions.GetFactsAt(_backend, folder, name, out facts);
        }

        facts = default;
        var request = new FileOpenRequest(name, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.None, 0);
        IoResult opened = _backend.OpenAt(folder, request, RelativeOpen.PathOnly, out SafeFileHandle? target);
        using (target)
        {
            return opened.IsSuccess ? Interruptions.GetFacts(_backend, target!, out facts) : opened;
        }
    }

    /// <summary>
    /// Opens a folder relative to the one it is in, or by its path where that one has no handle. Without handles left
    /// in the process, the walk first gives up its own, then waits for others to.
    /// </summary>
    private IoResult OpenFolder(
        WalkFrame? frame, NativePath name, NativePath path, bool follows, out SafeFileHandle? handle)
    {
        FileOpenFlags flags = FileOpenFlags.Directory | (follows ? FileOpenFlags.None : FileOpenFlags.NoFollow);
        HandlePatience patience = default;
        int attempts = 0;
        while (true)
        {
            IoResult result = frame?.Reader.Handle is { } folder
                ? _backend.OpenAt(
                    folder,
                    new FileOpenRequest(name, FileAccess.Read, FileOpenMode.Open, flags, 0),
                    RelativeOpen.None,
                    out handle)
                : _backend.Open(
                    new FileOpenRequest(path, FileAccess.Read, FileOpenMode.Open, flags, 0), out handle);
            if (result.IsSuccess)
            {
                return result;
            }

            if (_backend.Classify(result.ErrorCode) == IoErrorKind.TooManyOpenFiles)
            {
                // Nobody tells the walk: handles become free elsewhere in the process.
                if (!TryReleaseHandle() && !_handles.TryWait(ref patience))
                {
                    return result;
                }
            }
            else if (!Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts))
            {
                return result;
            }
        }
    }

    private int CountHandles()
    {
        int count = 0;
        foreach (WalkFrame frame in _frames)
        {
            count += frame.Reader.Handle is null ? 0 : 1;
        }

        return count;
    }

    /// <summary>Gives up the handle of the outermost folder that has one, but not that of the deepest.</summary>
    private bool TryReleaseHandle()
    {
        if (_openRoot is not null)
        {
            // Nothing may be opened by its path there.
            return false;
        }

        for (int index = 0; index < _frames.Count - 1; index++)
        {
            if (_frames[index].Reader.Handle is not null)
            {
                _frames[index].ReleaseHandle();
                return true;
            }
        }

        return false;
    }
}
