using System;
using System.Threading;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// Reads a file at positions and tells the system how: it finds out whether the reads go forward, backward, in steps or
/// here and there, and has the system read ahead, fetch the next part, or leave it.
/// </summary>
/// <remarks>
/// <para>Ownership: whoever opens a reader disposes it.</para>
/// <para>Thread safety: all members. The reads of several threads are seen as one sequence, which then looks
/// random.</para>
/// </remarks>
/// <example><code>
/// using ReadAheadReader reader = ReadAheadReader.Open("index.db");
/// using BufferSlice page = reader.ReadSlice(4096, offset: 8192);
/// Console.WriteLine(reader.Pattern);
/// </code></example>
public sealed class ReadAheadReader : IDisposable
{
    private readonly NativeFile _file;
    private readonly BlockPool? _pool;
    private readonly Lock _lock = new();
    private AccessPatternDetector _detector;

    private ReadAheadReader(NativeFile file, BlockPool? pool)
    {
        _file = file;
        _pool = pool;
    }

    /// <summary>Gets how the reads follow each other.</summary>
    public AccessPattern Pattern
    {
        get
        {
            lock (_lock)
            {
                return _detector.Pattern;
            }
        }
    }

    /// <summary>Opens a file. Ownership: the caller disposes the reader.</summary>
    /// <param name="path">Which.</param>
    /// <param name="options">Names the pool; null for the defaults.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="NativeIoException">The system refused.</exception>
    public static ReadAheadReader Open(NativePath path, ReadOptions? options = null)
    {
        options ??= ReadOptions.Balanced;
        options.Validate();
        return new ReadAheadReader(
            NativeFile.Open(path, options.FileOptions), options.Pool);
    }

    /// <summary>Reads until the memory is full or the file ends.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="offset">Where in the file.</param>
    /// <returns>The number of bytes, less than there is room for only at the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public int Read(Span<byte> destination, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Observe(offset, destination.Length);
        return _file.ReadFull(destination, offset);
    }

    /// <summary>Reads to a block of the pool.</summary>
    /// <param name="count">The most bytes to read.</param>
    /// <param name="offset">Where in the file.</param>
    /// <returns>
    /// A slice of that length, or shorter at the end of the file. Ownership: the caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public BufferSlice ReadSlice(int count, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Observe(offset, count);
        return _file.ReadSlice(count, offset, _pool);
    }

    /// <summary>Closes the file. Twice is once.</summary>
    public void Dispose() => _file.Dispose();

    private void Observe(long offset, int length)
    {
        ReadAheadStep step;
        lock (_lock)
        {
            step = _detector.Observe(offset, length);
        }

        if (step.Advice is { } advice)
        {
            _ = _file.Advise(advice);
        }

        if (step.PrefetchLength > 0)
        {
            _ = _file.Advise(FileAdvice.WillNeed, step.PrefetchOffset, step.PrefetchLength);
        }
    }
}
