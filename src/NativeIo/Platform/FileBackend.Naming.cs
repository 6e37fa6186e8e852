using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>Giving open files a name, and what belongs to putting one in the place of another.</content>
internal abstract partial class FileBackend
{
    /// <summary>
    /// Gets a value indicating whether <see cref="FileOpenFlags.Temporary"/> makes files that
    /// <see cref="LinkHandle"/> can name.
    /// </summary>
    internal virtual bool HasNamelessFiles => false;

    /// <summary>
    /// Renames in one step that nobody sees half done. When the new name exists, its file is replaced or the call fails
    /// with <see cref="IoErrorKind.AlreadyExists"/>.
    /// </summary>
    internal virtual IoResult RenamePath(NativePath from, NativePath to, bool replaces) => Unsupported();

    /// <summary>Gives a file one more name; fails when the name exists.</summary>
    internal virtual IoResult LinkPath(NativePath from, NativePath to) => Unsupported();

    /// <summary>Gives an open file without a name its first one; fails when the name exists.</summary>
    internal virtual IoResult LinkHandle(SafeFileHandle handle, NativePath to) => Unsupported();

    /// <summary>Removes a file's name.</summary>
    internal virtual IoResult RemovePath(NativePath path) => Unsupported();

    /// <summary>Sets the numbers of a file's owner and group.</summary>
    internal virtual IoResult SetOwner(SafeFileHandle handle, uint owner, uint group) => Unsupported();

    /// <summary>Sets a file's Unix permission bits.</summary>
    internal virtual IoResult SetPermissions(SafeFileHandle handle, int permissionBits) => Unsupported();
}
