using System;
using System.Diagnostics;
using System.IO;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <content>From a path to a handle inside.</content>
public sealed partial class RootedDirectory
{
    private static RootedDirectory OfHandle(
        SafeFileHandle folder, NativePath path, RootedDirectoryOptions options, FileBackend backend)
    {
        // A handle of its own: the one that was passed belongs to the caller.
        IoResult result = backend.OpenAt(
            folder,
            new FileOpenRequest(".", FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Directory, 0),
            RelativeOpen.None,
            out SafeFileHandle? own);
        if (!result.IsSuccess)
        {
            IoError.Throw(backend, "open", path, result.ErrorCode);
        }

        return new RootedDirectory(
            own,
            path,
            options,
            options.ContainmentForced
                ?? (BeneathOpen.IsAvailable(backend, own!) ? PathContainment.Kernel : PathContainment.Components));
    }

    private RootedPath Parse(NativePath path, bool mayBeRoot)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RootedPath rooted = RootedPath.Parse(path, IsWindows);
        return mayBeRoot || !rooted.IsRoot
            ? rooted
            : throw new ArgumentException($"'{path}' names the folder itself; name something in it.", nameof(path));
    }

    /// <summary>
    /// Opens the folder that the last name is in; of a single name this one. Ownership: the caller disposes it.
    /// </summary>
    private ParentFolder OpenParent(RootedPath path, string operation)
    {
        IoResult result = TryOpenParent(path, out ParentFolder parent);
        ThrowIfFailed(operation, path.Original, result);
        return parent;
    }

    private IoResult TryOpenParent(RootedPath path, out ParentFolder parent)
    {
        Debug.Assert(!path.IsRoot, "The folder itself has no parent inside.");
        if (path.Names.Count == 1)
        {
            parent = new ParentFolder(Handle, isOwned: false);
            return IoResult.Success();
        }

        var request = new FileOpenRequest(default, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Directory, 0);
        IoResult result = TryOpenHandle(
            path, path.Names.Count - 1, request, RelativeOpen.PathOnly, out SafeFileHandle? handle);
        parent = new ParentFolder(handle, isOwned: true);
        return result;
    }

    private SafeFileHandle OpenFolderHandle(RootedPath path, string operation)
    {
        var request = new FileOpenRequest(default, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Directory, 0);
        return OpenHandle(path, path.Names.Count, request, RelativeOpen.None, operation);
    }

    /// <summary>Opens the first names of a path. Ownership: the caller disposes the handle.</summary>
    private SafeFileHandle OpenHandle(
        RootedPath path, int nameCount, in FileOpenRequest request, RelativeOpen how, string operation)
    {
        IoResult result = TryOpenHandle(path, nameCount, request, how, out SafeFileHandle? handle);
        ThrowIfFailed(operation, path.Original, result);
        return handle!;
    }

    private IoResult TryOpenHandle(
        RootedPath path, int nameCount, in FileOpenRequest request, RelativeOpen how, out SafeFileHandle? handle)
    {
        how |= _options.How;
        return Containment == PathContainment.Kernel
            ? BeneathOpen.Open(
                _backend, Handle, path.Original, request with { Path = path.Join(nameCount) }, how, out handle)
            : ComponentWalk.Open(_backend, Handle, path, nameCount, request, how, out handle);
    }

    private void ThrowIfFailed(string operation, NativePath path, IoResult result)
    {
        if (!result.IsSuccess)
        {
            IoError.Throw(_backend, operation, path, result.ErrorCode);
        }
    }
}
