using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>Reading files that are opened for one purpose, and reading around the page cache.</content>
internal abstract partial class FileBackend
{
    /// <summary>Gets what the mounts of this backend turned out to refuse.</summary>
    internal MountLatches Mounts { get; } = new();

    /// <summary>
    /// Opens a file for reading without an object. Ownership: the caller closes the descriptor with
    /// <see cref="Close"/>, when the call succeeded.
    /// </summary>
    internal virtual IoResult OpenDescriptor(NativePath path, out FileDescriptor descriptor)
    {
        descriptor = default;
        return Unsupported();
    }

    /// <summary>Reads once where the last read of the descriptor ended; 0 bytes mean the end of the file.</summary>
    internal virtual IoResult Read(FileDescriptor descriptor, Span<byte> destination) => Unsupported();

    /// <summary>Closes a descriptor. A file that was only read has nothing to report here.</summary>
    internal virtual void Close(FileDescriptor descriptor)
    {
    }

    /// <summary>Reads once; pages that the read brings into the page cache leave it again.</summary>
    internal virtual IoResult ReadUncached(SafeFileHandle handle, Span<byte> destination, long offset) => Unsupported();
}
