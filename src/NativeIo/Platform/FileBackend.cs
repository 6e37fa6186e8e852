using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>
/// What the library needs from an operating system: one call each, and what the system reported.
/// </summary>
/// <remarks>
/// <para>A backend has no policy: it does not repeat an interrupted call, finish a short transfer or split a large one.
/// That is done once, in portable code (<see cref="Transfers"/>, <see cref="Interruptions"/>), from what the backend
/// reports.</para>
/// <para>What only some systems can do is virtual: the base says <see cref="Unsupported"/>, which the caller takes as
/// "use the fallback". Each topic has a file of its own, <c>FileBackend.Mapping.cs</c> beside
/// <c>LinuxFileBackend.Mapping.cs</c> and so on.</para>
/// <para>Handles are borrowed for the call. An offset below 0 means the handle's own position, for pipes, terminals and
/// what else has no positions.</para>
/// <para>Thread safety: all members, from any thread.</para>
/// </remarks>
internal abstract partial class FileBackend
{
    /// <summary>The offset that stands for the handle's own position.</summary>
    internal const long AtPosition = -1;

    /// <summary>Gets the word that selects it: "linux", "windows", "posix", "portable".</summary>
    internal abstract string Name { get; }

    /// <summary>Gets the most bytes that one transfer may ask for.</summary>
    internal abstract int TransferLengthMax { get; }

    /// <summary>Gets the most pieces that one vectored transfer may have; 1 where there is no such call.</summary>
    internal virtual int VectorCountMax => 1;

    /// <summary>Gets the code that means "this system cannot do that".</summary>
    protected abstract int UnsupportedCode { get; }

    /// <summary>Gets what the system says about a code.</summary>
    internal abstract string Describe(int errorCode);

    /// <summary>Gets what a code means on every system.</summary>
    internal abstract IoErrorKind Classify(int errorCode);

    /// <summary>Opens a file. Ownership: the caller disposes the handle, which is null when the call failed.</summary>
    internal abstract IoResult Open(in FileOpenRequest request, out SafeFileHandle? handle);

    /// <summary>Reads once; 0 bytes mean the end of the file.</summary>
    internal abstract IoResult Read(SafeFileHandle handle, Span<byte> destination, long offset);

    /// <summary>Writes once, perhaps less than asked for.</summary>
    internal abstract IoResult Write(SafeFileHandle handle, ReadOnlySpan<byte> source, long offset);

    /// <summary>Gets what is known about an open file.</summary>
    internal abstract IoResult GetFacts(SafeFileHandle handle, out FileFacts facts);

    /// <summary>Gets what is known about a path without opening it.</summary>
    internal abstract IoResult GetFacts(NativePath path, bool followsLinks, out FileFacts facts);

    /// <summary>Cuts or extends a file.</summary>
    internal abstract IoResult SetLength(SafeFileHandle handle, long length);

    /// <summary>Makes written bytes survive a power failure.</summary>
    internal abstract IoResult Flush(SafeFileHandle handle, FlushLevel level);

    /// <summary>Gets what is known about the file system of an open file.</summary>
    internal virtual IoResult GetFileSystem(SafeFileHandle handle, out FileSystemFacts facts)
    {
        facts = new FileSystemFacts(FileSystemKind.Unknown, "", 0, 0);
        return Unsupported();
    }

    /// <summary>Reads to several pieces of memory in one call. The memory stays in place for the call.</summary>
    internal virtual IoResult ReadVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset) =>
        Unsupported();

    /// <summary>Writes several pieces of memory in one call. The memory stays in place for the call.</summary>
    internal virtual IoResult WriteVectored(SafeFileHandle handle, ReadOnlySpan<IoVector> pieces, long offset) =>
        Unsupported();

    /// <summary>
    /// Reads what is in the page cache and fails with <see cref="IoErrorKind.WouldBlock"/> rather than wait for a disk.
    /// </summary>
    internal virtual IoResult ReadCached(SafeFileHandle handle, Span<byte> destination, long offset) => Unsupported();

    /// <summary>Reserves space, so that later writes there do not fail for want of it.</summary>
    internal virtual IoResult Allocate(SafeFileHandle handle, long offset, long length) => Unsupported();

    /// <summary>Tells what is going to happen; a length of 0 means up to the end.</summary>
    internal virtual IoResult Advise(SafeFileHandle handle, FileAdvice advice, long offset, long length) =>
        Unsupported();

    /// <summary>The answer of a backend that cannot do something.</summary>
    internal IoResult Unsupported() => IoResult.Failure(UnsupportedCode);
}
