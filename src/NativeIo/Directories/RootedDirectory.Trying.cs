using System;
using System.IO;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <content>
/// The same for callers to whom a missing or an existing name is an answer. Only that is: every other failure throws.
/// </content>
public sealed partial class RootedDirectory
{
    /// <summary>Opens a file, if there is one. Ownership: the caller disposes it.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <param name="options">How; null opens an existing file for reading.</param>
    /// <returns>The open file, or null when nothing has the name or a folder on the way is missing.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public NativeFile? TryOpenFile(NativePath path, NativeFileOptions? options = null)
    {
        options ??= NativeFileOptions.Read;
        options.Validate();
        RootedPath rooted = Parse(path, mayBeRoot: false);
        if (Containment == PathContainment.Checks || options.PreallocatedBytes > 0 || rooted.NamesFolder)
        {
            return TryByException(this, (path, options), static (folder, state) =>
                folder.OpenFile(state.path, state.options));
        }

        var request = new FileOpenRequest(default, options.Access, options.Mode, options.Flags, options.PermissionBits);
        IoResult result = TryOpenHandle(
            rooted, rooted.Names.Count, request, RelativeOpen.None, out SafeFileHandle? handle);
        return IsFound("open", path, result)
            ? NativeFile.FromOpened(handle!, path, options.Access, options.Flags, _backend)
            : null;
    }

    /// <summary>As <see cref="OpenDirectory"/>, if there is one. Ownership: the caller disposes it.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <returns>The open folder, or null when it or one on the way is missing, or is no folder.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public RootedDirectory? TryOpenDirectory(NativePath path)
    {
        RootedPath rooted = Parse(path, mayBeRoot: true);
        if (Containment == PathContainment.Checks)
        {
            return TryByException(this, path, static (folder, path) => folder.OpenDirectory(path));
        }

        var request = new FileOpenRequest(default, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Directory, 0);
        IoResult result = TryOpenHandle(
            rooted, rooted.Names.Count, request, RelativeOpen.None, out SafeFileHandle? handle);
        return IsFound("open", path, result)
            ? new RootedDirectory(handle, NativePath.Join(Path, rooted.Join(rooted.Names.Count)), _options, Containment)
            : null;
    }

    /// <summary>As <see cref="GetFacts"/>, if there is something. A link at the end means itself.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <param name="facts">A snapshot.</param>
    /// <returns>False when nothing has the name or a folder on the way is missing.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public bool TryGetFacts(NativePath path, out FileFacts facts)
    {
        if (Containment != PathContainment.Checks && !IsWindows && IsPlainName(path))
        {
            // A name of this folder, as lists ask for by the thousand: nothing to take apart, and nowhere to go.
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return IsFound("look at", path, Interruptions.GetFactsAt(_backend, Handle, path, out facts));
        }

        RootedPath rooted = Parse(path, mayBeRoot: false);
        facts = default;
        if (Containment == PathContainment.Checks)
        {
            return TryGetFactsByPath(rooted, out facts);
        }

        IoResult result = TryOpenParent(rooted, out ParentFolder parent);
        using (parent)
        {
            if (result.IsSuccess)
            {
                result = Interruptions.GetFactsAt(_backend, parent.Handle, rooted.LastName, out facts);
            }
        }

        return IsFound("look at", path, result);
    }

    /// <summary>As <see cref="CreateDirectory"/>, unless something has the name.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <param name="permissionBits">Its Unix permission bits, before the process's mask.</param>
    /// <returns>False when something has the name, be it a folder or not.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public bool TryCreateDirectory(NativePath path, int permissionBits = DirectoryPermissionBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(permissionBits);
        RootedPath rooted = Parse(path, mayBeRoot: false);
        if (Containment == PathContainment.Checks)
        {
            return TryCreateDirectoryByPath(rooted);
        }

        using ParentFolder parent = OpenParent(rooted, "create");
        IoResult result = MakeDirectory(parent.Handle, rooted.LastName, permissionBits);
        if (!result.IsSuccess && _backend.Classify(result.ErrorCode) == IoErrorKind.AlreadyExists)
        {
            return false;
        }

        ThrowIfFailed("create", path, result);
        return true;
    }

    /// <summary>As <see cref="Unlink"/>, if there is something.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <returns>
    /// False when nothing has the name. Of several who remove it at once one is told that there was, unless
    /// <see cref="Containment"/> is <see cref="PathContainment.Checks"/>, where removing does not tell and each may be.
    /// </returns>
    /// <exception cref="NativeIoException">The path leads out, is a folder, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public bool TryUnlink(NativePath path) => TryRemove(path, isDirectory: false);

    /// <summary>As <see cref="RemoveDirectory"/>, if it is there and empty.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <returns>False when there is no such folder, or something is in it.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public bool TryRemoveDirectory(NativePath path) => TryRemove(path, isDirectory: true);

    /// <summary>
    /// Renames a file to a name in a folder that may be another one, in one step. Both belong to one file system.
    /// </summary>
    /// <param name="from">Which, relative to this folder.</param>
    /// <param name="toFolder">The folder that the new path is relative to. Ownership: borrows.</param>
    /// <param name="to">Its new path.</param>
    /// <param name="replaces">Whether an existing file at the new path is replaced.</param>
    /// <returns>False when something has the new path and is not to be replaced; nothing is changed then.</returns>
    /// <exception cref="NativeIoException">
    /// A path leads out, one of the folders is missing, or the system refused.
    /// </exception>
    /// <exception cref="ObjectDisposedException">A folder is closed.</exception>
    public bool TryMove(NativePath from, RootedDirectory toFolder, NativePath to, bool replaces)
    {
        ArgumentNullException.ThrowIfNull(toFolder);
        RootedPath source = Parse(from, mayBeRoot: false);
        RootedPath target = toFolder.Parse(to, mayBeRoot: false);
        if (Containment == PathContainment.Checks)
        {
            return MoveByPath(source, toFolder, target, replaces);
        }

        IoResult result = Move(source, toFolder, target, replaces);
        if (!result.IsSuccess && !replaces && _backend.Classify(result.ErrorCode) == IoErrorKind.AlreadyExists)
        {
            return false;
        }

        ThrowIfFailed("rename", to, result);
        return true;
    }

    /// <summary>Gets what the system says about the file system that the folder is on.</summary>
    /// <returns>A snapshot; of unknown kind where the system does not say.</returns>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public FileSystemFacts GetFileSystem()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var unknown = new FileSystemFacts(FileSystemKind.Unknown, "", 0, 0);
        if (Containment != PathContainment.Checks)
        {
            return _backend.GetFileSystem(Handle, out FileSystemFacts facts).IsSuccess ? facts : unknown;
        }

        try
        {
            using NativeFile folder = NativeFile.Open(
                Path, new NativeFileOptions { Flags = FileOpenFlags.Directory, Backend = _backend });
            return folder.GetFileSystem();
        }
        catch (NativeIoException)
        {
            // The portable backend opens no folders; one that is gone has no file system either.
            return unknown;
        }
    }

    /// <summary>Reads the names in a folder, without an object for each. Ownership: the caller disposes it.</summary>
    /// <param name="path">Which, relative to this folder; nothing for the folder itself.</param>
    /// <returns>The names.</returns>
    /// <exception cref="NativeIoException">The path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public FolderEntries ReadEntries(NativePath path = default)
    {
        RootedPath rooted = Parse(path, mayBeRoot: true);
        return new FolderEntries(Containment == PathContainment.Checks
            ? PortableFolderReader.Open(Checked(rooted))
            : new HandleFolderReader(_backend, OpenFolderHandle(rooted, "list"), path));
    }

    private static T? TryByException<TState, T>(
        RootedDirectory folder, TState state, Func<RootedDirectory, TState, T> open)
        where T : class
    {
        try
        {
            return open(folder, state);
        }
        catch (NativeIoException exception) when (
            exception.Kind is IoErrorKind.NotFound or IoErrorKind.NotDirectory)
        {
            // Said by the result.
            return null;
        }
    }

    private bool TryCreateDirectoryByPath(RootedPath path)
    {
        try
        {
            CreateDirectoryByPath(path);
            return true;
        }
        catch (NativeIoException exception) when (exception.Kind == IoErrorKind.AlreadyExists)
        {
            // Said by the result.
            return false;
        }
    }

    private bool TryGetFactsByPath(RootedPath path, out FileFacts facts)
    {
        try
        {
            IoResult result = Interruptions.GetFacts(
                _backend, Checked(path, mayEndInLink: true), followsLinks: false, out facts);
            return IsFound("look at", path.Original, result);
        }
        catch (NativeIoException exception) when (
            exception.Kind is IoErrorKind.NotFound or IoErrorKind.NotDirectory)
        {
            // A folder on the way is missing; said by the result.
            facts = default;
            return false;
        }
    }

    private bool MoveByPath(RootedPath from, RootedDirectory toFolder, RootedPath to, bool replaces)
    {
        string source = CheckedText(from);
        string target = toFolder.CheckedText(to);
        IoResult moved = Interruptions.Repeat(
            _backend,
            (source, target, replaces),
            static (backend, move) => backend.RenamePath(move.source, move.target, move.replaces));
        if (!moved.IsSuccess && !replaces && _backend.Classify(moved.ErrorCode) == IoErrorKind.NotSupported)
        {
            moved = Interruptions.Repeat(
                _backend, (source, target), static (backend, move) => backend.LinkPath(move.source, move.target));
            if (moved.IsSuccess)
            {
                moved = Interruptions.Repeat(
                    _backend, source, static (backend, source) => backend.RemovePath(source));
            }
        }

        if (!moved.IsSuccess && !replaces && (File.Exists(target) || Directory.Exists(target)))
        {
            return false;
        }

        ThrowIfFailed("rename", to.Original, moved);
        return true;
    }

    private bool TryRemove(NativePath path, bool isDirectory)
    {
        RootedPath rooted = Parse(path, mayBeRoot: false);
        if (Containment == PathContainment.Checks)
        {
            try
            {
                RemoveByPath(rooted, isDirectory);
                return true;
            }
            catch (NativeIoException exception) when (IsGone(exception.Kind, isDirectory))
            {
                // Said by the result.
                return false;
            }
        }

        IoResult result = TryOpenParent(rooted, out ParentFolder parent);
        using (parent)
        {
            if (result.IsSuccess)
            {
                result = RemoveName(parent.Handle, rooted.LastName, isDirectory);
            }
        }

        if (!result.IsSuccess && IsGone(_backend.Classify(result.ErrorCode), isDirectory))
        {
            return false;
        }

        ThrowIfFailed("remove", path, result);
        return true;
    }

    private static bool IsGone(IoErrorKind kind, bool isDirectory) =>
        kind is IoErrorKind.NotFound or IoErrorKind.NotDirectory
        || (isDirectory && kind is IoErrorKind.DirectoryNotEmpty or IoErrorKind.AlreadyExists);

    /// <summary>Tells a name that is no path and leads nowhere else.</summary>
    private static bool IsPlainName(NativePath path) =>
        path.TryGetText(out string? text) && text is not ("" or "." or "..")
        && !text.Contains('/', StringComparison.Ordinal);

    private bool IsFound(string operation, NativePath path, IoResult result)
    {
        if (!result.IsSuccess
            && _backend.Classify(result.ErrorCode) is IoErrorKind.NotFound or IoErrorKind.NotDirectory)
        {
            return false;
        }

        ThrowIfFailed(operation, path, result);
        return true;
    }
}
