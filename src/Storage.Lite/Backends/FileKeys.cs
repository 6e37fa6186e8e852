using System;
using System.IO;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// From keys to paths and back; each layout has its own. It is injective: no two keys have one path.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
internal abstract class FileKeys
{
    /// <summary>
    /// The folder in the root for what is not finished, and for locks. No key's path begins with it.
    /// </summary>
    internal const string InternalFolder = ".storage-lite";

    /// <summary>The longest name that file systems have, in bytes.</summary>
    protected const int NameBytesMax = 255;

    /// <summary>Makes the keys of a layout.</summary>
    /// <param name="layout">Which.</param>
    /// <param name="foldsCase">Whether the volume takes names that differ in case for one.</param>
    internal static FileKeys Of(FileLayout layout, bool foldsCase = false) =>
        layout == FileLayout.Plain
            ? new PlainKeys(foldsCase, isWindows: Path.DirectorySeparatorChar == '\\')
            : new EncodedKeys();

    /// <summary>Says why the layout has no path for a key; null when it has.</summary>
    internal abstract string? Refuse(StorageKey key);

    /// <summary>Gets the path of a key's file, with slashes.</summary>
    internal abstract string PathOf(StorageKey key);

    /// <summary>Reads the file of a key, as <see cref="RootedDirectory.TryReadWhole(NativePath, WholeReadOptions, out
    /// BufferSlice, out FileFacts)"/>, without making a string of the path.</summary>
    internal abstract WholeReadOutcome Read(
        RootedDirectory root, StorageKey key, in WholeReadOptions options, out BufferSlice bytes, out FileFacts facts);

    /// <summary>
    /// Turns a name into the part of keys that it stands for: with a slash at its end when keys go on after one, bare
    /// for an object, or when keys go on within the segment.
    /// </summary>
    /// <param name="name">The name of a file or folder.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    /// <param name="part">Receives the part; as long as the name and one more.</param>
    /// <returns>The length of the part; -1 when the name is not of this layout.</returns>
    internal abstract int Decode(ReadOnlySpan<byte> name, bool isFolder, Span<byte> part);

    /// <summary>Gets the name that <see cref="Decode"/> made a part of.</summary>
    internal abstract string NameOf(ReadOnlySpan<byte> part, bool isFolder);
}
