using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>What a file has besides bytes, facts and permissions. Names are bytes that end in NUL.</content>
internal abstract partial class FileBackend
{
    /// <summary>Gets the names of a file's extended attributes, one after the other; the bytes of all.</summary>
    internal virtual IoResult ListAttributes(SafeFileHandle handle, Span<byte> names) => Unsupported();

    /// <summary>
    /// Gets the value of an attribute; fails with <see cref="IoErrorKind.NotFound"/> when there is none.
    /// </summary>
    internal virtual IoResult GetAttribute(SafeFileHandle handle, ReadOnlySpan<byte> name, Span<byte> value) =>
        Unsupported();

    /// <summary>Sets an attribute, whether it exists or not.</summary>
    internal virtual IoResult SetAttribute(
        SafeFileHandle handle, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Unsupported();

    /// <summary>Sets the owner and group of a name in a folder; of a link itself.</summary>
    internal virtual IoResult SetOwnerAt(SafeFileHandle folder, NativePath name, uint owner, uint group) =>
        Unsupported();
}
