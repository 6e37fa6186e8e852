using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// One walk. It keeps the folders from the root down to where it is, each with its handle; the next entry comes from
/// the deepest one.
/// </summary>
/// <remarks>
/// Handles are few: beyond <see cref="HandlesMax"/>, or when the process has none left, the rest of the outermost
/// folder is read into memory and its handle closed. Folders in it are opened by their paths from then on.
/// </remarks>
internal sealed partial class DirectoryWalk : IEnumerator<DirectoryEntry>
{
    /// <summary>Deep enough for all but a few trees, and far below what a process may open.</summary>
    internal const int HandlesMax = 32;

    private readonly NativePath _root;
    private readonly DirectoryWalkOptions _options;
    private readonly HandleShortage _handles;
    private readonly Func<SafeFileHandle>? _openRoot;
    private readonly FileBackend _backend;
    private readonly List<WalkFrame> _frames = [];
    private DirectoryEntry _current;
    private ulong? _device;
    private long _found;
    private bool _isStarted;
    private bool _isPortable;

    internal DirectoryWalk(NativePath root, DirectoryWalkOptions options, Func<SafeFileHandle>? openRoot)
    {
        _root = root;
        _options = options;
        _handles = new HandleShortage(options.HandleWait);
        _openRoot = openRoot;
        _backend = options.Backend ?? PlatformSelector.Current;
        _isPortable = !_backend.ListsByHandle && openRoot is null;
    }

    public DirectoryEntry Current => _current;

    object IEnumerator.Current => _current;

    private bool NeedsIdentity => _options.FollowsLinks || _options.StaysOnFileSystem;

    public void Dispose()
    {
        foreach (WalkFrame frame in _frames)
        {
            frame.Dispose();
        }

        _frames.Clear();
        _isStarted = true;
    }

    public void Reset() => throw new NotSupportedException("Begin another enumeration instead.");

    public bool MoveNext()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            if (EnterRoot() is { } only)
            {
                return Found(only);
            }
        }

        while (_frames.Count > 0)
        {
            WalkFrame frame = _frames[^1];
            ReadOnlySpan<byte> name;
            FileKind kind;
            try
            {
                if (!frame.Reader.TryRead(out name, out kind))
                {
                    Leave();
                    continue;
                }
            }
            catch (NativeIoException exception)
            {
                Leave();
                return Found(new DirectoryEntry(frame.Path, FileKind.Directory, frame.Depth, false, exception));
            }

            if (!_options.SkipsHidden || name[0] != (byte)'.')
            {
                return Found(Look(frame, name, kind));
            }
        }

        return false;
    }

    private bool Found(DirectoryEntry entry)
    {
        if (_found++ < _options.EntriesMax)
        {
            _current = entry;
            return true;
        }

        Dispose();
        _current = new DirectoryEntry(_root, FileKind.Unknown, 0, false, IoError.Create(
            "walk", _root, IoErrorKind.Unknown, $"there are more than EntriesMax = {_options.EntriesMax} entries"));
        return true;
    }

    private void Leave()
    {
        _frames[^1].Dispose();
        _frames.RemoveAt(_frames.Count - 1);
    }

    /// <summary>Opens the root; an entry when it is no folder or cannot be read.</summary>
    private DirectoryEntry? EnterRoot()
    {
        try
        {
            SafeFileHandle? handle = null;
            if (_openRoot is not null)
            {
                handle = _openRoot();
            }
            else if (!_isPortable)
            {
                IoResult opened = OpenFolder(null, _root, _root, follows: true, out handle);
                if (!opened.IsSuccess)
                {
                    return RootThatIsNoFolder(opened);
                }
            }
            else if (Interruptions.GetFacts(_backend, _root, followsLinks: true, out FileFacts facts).IsSuccess
                && facts.Kind is not (FileKind.Directory or FileKind.Unknown))
            {
                return new DirectoryEntry(_root, facts.Kind, 0, false, null);
            }

            return Enter(handle, _root, 0, isLink: false, FileKind.Directory, out DirectoryEntry entry) ? null : entry;
        }
        catch (NativeIoException exception) when (_openRoot is null)
        {
            return new DirectoryEntry(_root, FileKind.Unknown, 0, false, exception);
        }
    }

    private DirectoryEntry RootThatIsNoFolder(IoResult opened)
    {
        bool isFile = _backend.Classify(opened.ErrorCode) == IoErrorKind.NotDirectory
            & Interruptions.GetFacts(_backend, _root, followsLinks: true, out FileFacts facts).IsSuccess;
        return isFile && facts.Kind != FileKind.Directory
            ? new DirectoryEntry(_root, facts.Kind, 0, false, null)
            : Failed(_root, FileKind.Unknown, 0, "open", opened);
    }

    private DirectoryEntry Failed(NativePath path, FileKind kind, int depth, string operation, IoResult result) =>
        new(path, kind, depth, false, IoError.Create(_backend, operation, path, result.ErrorCode));
}
