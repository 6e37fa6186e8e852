using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <content>Moving bytes between open files inside the system, without memory of the process.</content>
internal abstract partial class FileBackend
{
    /// <summary>
    /// Lets a range of the destination share the storage of the source, until one of them is written to.
    /// </summary>
    internal virtual IoResult CloneRange(
        SafeFileHandle source,
        long sourceOffset,
        SafeFileHandle destination,
        long destinationOffset,
        long length) => Unsupported();

    /// <summary>Copies between two regular files, perhaps less than asked for; 0 bytes mean the end.</summary>
    internal virtual IoResult CopyRange(
        SafeFileHandle source,
        long sourceOffset,
        SafeFileHandle destination,
        long destinationOffset,
        long length) => Unsupported();

    /// <summary>Copies from a file to the position of a socket, pipe or file; 0 bytes mean the end.</summary>
    internal virtual IoResult SendFile(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long length) => Unsupported();

    /// <summary>Moves bytes from or to a pipe; 0 bytes mean the end.</summary>
    internal virtual IoResult Splice(
        SafeFileHandle source,
        long sourceOffset,
        SafeFileHandle destination,
        long destinationOffset,
        long length) => Unsupported();

    /// <summary>Makes a pipe. Ownership: the caller disposes both ends, which are null when the call failed.</summary>
    internal virtual IoResult CreatePipe(out SafeFileHandle? reader, out SafeFileHandle? writer)
    {
        reader = null;
        writer = null;
        return Unsupported();
    }

    /// <summary>Asks for room in a pipe; the value is what it has now.</summary>
    internal virtual IoResult SetPipeCapacity(SafeFileHandle pipe, int capacity) => Unsupported();

    /// <summary>
    /// Moves the handle's own position; the value is where it is then, or -1 when no byte is stored from the offset on.
    /// </summary>
    internal virtual IoResult SeekTo(SafeFileHandle handle, long offset, SeekPlace place) => Unsupported();

    /// <summary>
    /// Waits until a handle can be read or written without waiting; the value is 0 when the time is over.
    /// </summary>
    internal virtual IoResult WaitUntilReady(SafeFileHandle handle, bool forWriting, int timeoutMs) => Unsupported();
}
