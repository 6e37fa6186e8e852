using System;

namespace NativeIo.Platform;

/// <summary>
/// Small files that are opened, read to their end and closed together, with fewer calls than files. What does not
/// succeed in exactly that way, the caller does again by the usual calls, which also say what is wrong: a batch is
/// never the only way, and reports no errors.
/// </summary>
/// <remarks>
/// <para>Ownership: owns the files, which are all closed when <see cref="Execute"/> returns, and borrows the memory
/// during it.</para>
/// <para>Thread safety: none; only the thread that made it.</para>
/// </remarks>
internal abstract class FileBatch : IDisposable
{
    /// <summary>The most files of a batch.</summary>
    internal const int FileCountMax = 16;

    /// <summary>Adds a file, whose bytes go to the part of the memory of that index; begins with 0.</summary>
    /// <returns>False when the file has to be read otherwise; its part stays unused.</returns>
    internal abstract bool Add(int index, NativePath path, bool followsLinks);

    /// <summary>Reads all files that were added since the last time, and waits for them.</summary>
    /// <param name="memory">Receives the bytes, a part of equal length for each of the most files.</param>
    /// <returns>False when the system has no more batches for this process.</returns>
    internal abstract bool Execute(Memory<byte> memory);

    /// <summary>
    /// Gets the bytes of a file that was read to its end; 0 when it was not, or has none, or is longer than its part.
    /// </summary>
    internal abstract int LengthOf(int index);

    /// <inheritdoc/>
    public abstract void Dispose();
}
