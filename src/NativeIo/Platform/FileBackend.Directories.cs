using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>
/// Folders by their handles: listing one, and using what is in it without looking its path up again. Names that members
/// here take are one name, not a path, unless they say otherwise.
/// </content>
internal abstract partial class FileBackend
{
    /// <summary>Gets a value indicating whether folders can be opened, and listed by their handles.</summary>
    internal virtual bool ListsByHandle => false;

    /// <summary>Gets the code that means <see cref="IoErrorKind.LinkLoop"/>; 0 where there is none.</summary>
    internal virtual int LinkCode => 0;

    /// <summary>
    /// Reads the next entries of a folder in the layout that <see cref="EntryDecoder"/> knows; 0 bytes mean the end.
    /// </summary>
    internal virtual IoResult ReadDirectory(SafeFileHandle folder, Span<byte> destination) => Unsupported();

    /// <summary>
    /// Opens a name in a folder. Ownership: the caller disposes the handle, which is null when the call failed.
    /// </summary>
    internal virtual IoResult OpenAt(
        SafeFileHandle folder, in FileOpenRequest request, RelativeOpen how, out SafeFileHandle? handle)
    {
        handle = null;
        return Unsupported();
    }

    /// <summary>
    /// Opens a path below a folder; the system sees to it that no part of the path leads out. Ownership: as above.
    /// </summary>
    internal virtual IoResult OpenBeneath(
        SafeFileHandle folder, in FileOpenRequest request, RelativeOpen how, out SafeFileHandle? handle)
    {
        handle = null;
        return Unsupported();
    }

    /// <summary>Gets what is known about a name in a folder; a link itself, not what it names.</summary>
    internal virtual IoResult GetFactsAt(SafeFileHandle folder, NativePath name, out FileFacts facts)
    {
        facts = default;
        return Unsupported();
    }

    /// <summary>Makes a folder in a folder.</summary>
    internal virtual IoResult MakeDirectoryAt(SafeFileHandle folder, NativePath name, int permissionBits) =>
        Unsupported();

    /// <summary>Removes a name, or an empty folder, from a folder.</summary>
    internal virtual IoResult RemoveAt(SafeFileHandle folder, NativePath name, bool isDirectory) => Unsupported();

    /// <summary>Renames, in one step; without replacing, an existing target is a failure.</summary>
    internal virtual IoResult MoveAt(
        SafeFileHandle fromFolder, NativePath from, SafeFileHandle toFolder, NativePath to, bool replaces) =>
        Unsupported();

    /// <summary>Gives a file one more name; a link itself, not what it names.</summary>
    internal virtual IoResult AddNameAt(
        SafeFileHandle fromFolder, NativePath from, SafeFileHandle toFolder, NativePath to) => Unsupported();

    /// <summary>
    /// Reads where a symbolic link leads, as bytes; as many as the memory has mean that it was too short.
    /// </summary>
    internal virtual IoResult ReadLinkAt(SafeFileHandle folder, NativePath name, Span<byte> destination) =>
        Unsupported();
}
