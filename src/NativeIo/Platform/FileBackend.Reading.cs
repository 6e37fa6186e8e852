using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>
/// Reading files that are opened for one purpose, and reading around the page cache. Descriptors are handles here; a
/// backend that has cheaper calls overrides all members with descriptors together.
/// </content>
internal abstract partial class FileBackend
{
    /// <summary>Gets what the mounts of this backend turned out to refuse.</summary>
    internal MountLatches Mounts { get; } = new();

    /// <summary>Gets a value indicating whether descriptors are cheaper than handles.</summary>
    internal virtual bool HasDescriptors => false;

    /// <summary>
    /// Gets a value indicating whether <see cref="FileOpenFlags.NonBlocking"/> keeps opening a pipe from waiting for
    /// its other end.
    /// </summary>
    internal virtual bool OpensWithoutWaiting => false;

    /// <summary>
    /// Opens a file without an object. Ownership: the caller closes the descriptor with <see cref="Close"/>, when the
    /// call succeeded.
    /// </summary>
    internal virtual IoResult OpenDescriptor(in FileOpenRequest request, out FileDescriptor descriptor)
    {
        IoResult result = Open(request, out SafeFileHandle? handle);
        descriptor = new FileDescriptor(handle);
        return result;
    }

    /// <summary>Reads once; 0 bytes mean the end of the file.</summary>
    internal virtual IoResult Read(FileDescriptor descriptor, Span<byte> destination, long offset) =>
        Read(descriptor.Handle!, destination, offset);

    /// <summary>Gets what is known about an open file.</summary>
    internal virtual IoResult GetFacts(FileDescriptor descriptor, out FileFacts facts) =>
        GetFacts(descriptor.Handle!, out facts);

    /// <summary>Closes an open descriptor. A file that was only read has nothing to report here.</summary>
    internal virtual void Close(FileDescriptor descriptor) => descriptor.Handle!.Dispose();

    /// <summary>Reads once; pages that the read brings into the page cache leave it again.</summary>
    internal virtual IoResult ReadUncached(SafeFileHandle handle, Span<byte> destination, long offset) => Unsupported();
}
