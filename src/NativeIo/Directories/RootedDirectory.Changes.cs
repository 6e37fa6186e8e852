using System;
using System.IO;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <content>Changing what is in the folder. Each change is to a name in a parent that was opened inside.</content>
public sealed partial class RootedDirectory
{
    private const int DirectoryPermissionBits = 0b111_111_111;

    /// <summary>Makes a folder; the one that it is in must exist.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <param name="permissionBits">Its Unix permission bits, before the process's mask.</param>
    /// <exception cref="NativeIoException">The path leads out, exists, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public void CreateDirectory(NativePath path, int permissionBits = DirectoryPermissionBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(permissionBits);
        RootedPath rooted = Parse(path, mayBeRoot: false);
        if (Containment == PathContainment.Checks)
        {
            CreateDirectoryByPath(rooted);
            return;
        }

        using ParentFolder parent = OpenParent(rooted, "create");
        ThrowIfFailed("create", path, MakeDirectory(parent.Handle, rooted.LastName, permissionBits));
    }

    /// <summary>Renames a file, a link itself, or a folder, in one step.</summary>
    /// <param name="from">Which, relative to this folder.</param>
    /// <param name="to">Its new path, relative to this folder.</param>
    /// <param name="replaces">Whether an existing file at the new path is replaced.</param>
    /// <exception cref="NativeIoException">A path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public void Rename(NativePath from, NativePath to, bool replaces = false)
    {
        RootedPath source = Parse(from, mayBeRoot: false);
        RootedPath target = Parse(to, mayBeRoot: false);
        if (Containment == PathContainment.Checks)
        {
            RenameByPath(source, target, replaces);
            return;
        }

        ThrowIfFailed("rename", from, Move(source, this, target, replaces));
    }

    /// <summary>Gives a file one more name; of a link, the link itself.</summary>
    /// <param name="existing">Which, relative to this folder.</param>
    /// <param name="name">The new path, relative to this folder; it must not exist.</param>
    /// <exception cref="NativeIoException">A path leads out, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public void Link(NativePath existing, NativePath name)
    {
        RootedPath source = Parse(existing, mayBeRoot: false);
        RootedPath target = Parse(name, mayBeRoot: false);
        if (Containment == PathContainment.Checks)
        {
            throw IoError.Create(
                "link", existing, IoErrorKind.NotSupported, "this system has no second names by this library");
        }

        using ParentFolder sourceParent = OpenParent(source, "link");
        using ParentFolder targetParent = OpenParent(target, "link");
        ThrowIfFailed("link", existing, AddName(sourceParent.Handle, source, targetParent.Handle, target));
    }

    /// <summary>Sets the numbers of the owner and group; of a link, of the link itself.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="group">The group.</param>
    /// <exception cref="NativeIoException">
    /// The path leads out, or the system refused: as a rule only the administrator may give files away.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public void SetOwner(NativePath path, uint owner, uint group)
    {
        RootedPath rooted = Parse(path, mayBeRoot: false);
        if (Containment == PathContainment.Checks)
        {
            throw IoError.Create(
                "change the owner of", path, IoErrorKind.NotSupported, "this system has no owners by this library");
        }

        using ParentFolder parent = OpenParent(rooted, "change the owner of");
        ThrowIfFailed("change the owner of", path, Interruptions.Repeat(
            _backend,
            (parent.Handle, rooted.LastName, owner, group),
            static (backend, state) => backend.SetOwnerAt(state.Handle, state.LastName, state.owner, state.group)));
    }

    /// <summary>Removes a file's name; of a link, the link itself.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <exception cref="NativeIoException">The path leads out, is a folder, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public void Unlink(NativePath path) => Remove(path, isDirectory: false);

    /// <summary>Removes an empty folder.</summary>
    /// <param name="path">Which, relative to this folder.</param>
    /// <exception cref="NativeIoException">The path leads out, is not empty, or the system refused.</exception>
    /// <exception cref="ObjectDisposedException">The folder is closed.</exception>
    public void RemoveDirectory(NativePath path) => Remove(path, isDirectory: true);

    private void Remove(NativePath path, bool isDirectory)
    {
        RootedPath rooted = Parse(path, mayBeRoot: false);
        if (Containment == PathContainment.Checks)
        {
            RemoveByPath(rooted, isDirectory);
            return;
        }

        using ParentFolder parent = OpenParent(rooted, "remove");
        ThrowIfFailed("remove", path, RemoveName(parent.Handle, rooted.LastName, isDirectory));
    }

    private IoResult MakeDirectory(SafeFileHandle folder, NativePath name, int permissionBits) => Interruptions.Repeat(
        _backend,
        (folder, name, permissionBits),
        static (backend, state) => backend.MakeDirectoryAt(state.folder, state.name, state.permissionBits));

    /// <summary>
    /// Renames. Where an old kernel or file system cannot do that without replacing, by a second name, which never
    /// replaces, and the removal of the first.
    /// </summary>
    private IoResult Move(RootedPath source, RootedDirectory toFolder, RootedPath target, bool replaces)
    {
        using ParentFolder sourceParent = OpenParent(source, "rename");
        using ParentFolder targetParent = toFolder.OpenParent(target, "rename");
        IoResult moved = Interruptions.Repeat(
            _backend,
            (From: sourceParent.Handle, source, To: targetParent.Handle, target, replaces),
            static (backend, state) => backend.MoveAt(
                state.From, state.source.LastName, state.To, state.target.LastName, state.replaces));
        if (moved.IsSuccess || replaces
            || _backend.Classify(moved.ErrorCode) is not (IoErrorKind.NotSupported or IoErrorKind.InvalidArgument))
        {
            return moved;
        }

        IoResult named = AddName(sourceParent.Handle, source, targetParent.Handle, target);
        if (named.IsSuccess)
        {
            return RemoveName(sourceParent.Handle, source.LastName, isDirectory: false);
        }

        // What else a second name is refused for, as a folder, says nothing about the rename.
        return _backend.Classify(named.ErrorCode) == IoErrorKind.AlreadyExists ? named : moved;
    }

    private IoResult AddName(
        SafeFileHandle fromFolder, RootedPath from, SafeFileHandle toFolder, RootedPath to) => Interruptions.Repeat(
        _backend,
        (fromFolder, from, toFolder, to),
        static (backend, state) => backend.AddNameAt(
            state.fromFolder, state.from.LastName, state.toFolder, state.to.LastName));

    private IoResult RemoveName(SafeFileHandle folder, NativePath name, bool isDirectory) => Interruptions.Repeat(
        _backend,
        (folder, name, isDirectory),
        static (backend, state) => backend.RemoveAt(state.folder, state.name, state.isDirectory));
}
