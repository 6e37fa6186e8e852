using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Reads a file around the page cache: at random places at a queue depth, or from start to end with several chunks on
/// their way. Offsets, lengths and memory need no alignment.
/// </summary>
/// <remarks>
/// <para>Where direct transfers are refused – by the file system, for this file, or at a transfer – reading goes on
/// through the page cache with the same results, and <see cref="FallbackReason"/> says why. The alignment is what the
/// system says about the file, else <see cref="DirectFileOptions.SafeAlignment"/>.</para>
/// <para>Direct reads and the page cache: the kernel writes cached changes of the range to the device before it reads
/// it, so what was written before, by a call or a mapping of this machine, is seen.</para>
/// <para>Ownership: whoever opens a reader disposes it. Memory that is passed to a call is borrowed until the call, or
/// the task that it returned, is over.</para>
/// <para>Thread safety: all members.</para>
/// <example><code>
/// using DirectFileReader reader = DirectFileReader.Open("measurements.bin");
/// foreach (BufferSlice chunk in reader.ReadChunks())
/// {
///     using (chunk)
///     {
///         Console.WriteLine(chunk.Length);
///     }
/// }
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Path}")]
public sealed partial class DirectFileReader : IDisposable, IAsyncDisposable
{
    private readonly DirectFile _file;
    private readonly DirectFileOptions _options;
    private readonly RingCache _rings;
    private readonly DirectReadCounter? _counter;

    private DirectFileReader(DirectFile file, DirectFileOptions options)
    {
        _file = file;
        _options = options;
        _rings = new RingCache(options);
        _counter = options.Metrics is null ? null : new DirectReadCounter(options.Metrics, file);
    }

    /// <summary>Gets the path that the file was opened by.</summary>
    public NativePath Path => _file.File.Path;

    /// <summary>Gets the length in bytes.</summary>
    /// <exception cref="NativeIoException">The system does not say.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public long Length => _file.File.Length;

    /// <summary>Gets a value indicating whether reads go around the page cache.</summary>
    public bool IsDirect => _file.IsDirect;

    /// <summary>Gets why reads go through the page cache; empty when they do not.</summary>
    public string FallbackReason => _file.FallbackReason;

    /// <summary>Gets the alignment in bytes at which memory is read to without a copy.</summary>
    public int MemoryAlignment => _file.MemoryAlignment;

    /// <summary>Gets the alignment in bytes at which offsets and lengths are read without a copy.</summary>
    public int OffsetAlignment => _file.OffsetAlignment;

    /// <summary>Gets the open file and what is known about it. For tests.</summary>
    internal DirectFile File => _file;

    /// <summary>Opens a file. Ownership: the caller disposes the reader.</summary>
    /// <param name="path">Which.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="ArgumentException">An option makes no sense, or the path is empty.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or has no direct transfers though <see cref="DirectFileOptions.RequiresDirect"/>.
    /// </exception>
    public static DirectFileReader Open(NativePath path, DirectFileOptions? options = null)
    {
        options ??= new DirectFileOptions();
        try
        {
            return new DirectFileReader(DirectFile.Open(path, FileAccess.Read, FileOpenMode.Open, options), options);
        }
        catch (NativeIoException) when (options.Metrics is not null)
        {
            string backendName = (options.Backend ?? PlatformSelector.Current).Name;
            DirectReadCounter.RowFor(options.Metrics, backendName).CountFailure();
            throw;
        }
    }

    /// <summary>
    /// Opens a file that is open already a second time: the same file, whatever its path leads to by now. Ownership:
    /// the caller disposes the reader, and keeps the file open until then.
    /// </summary>
    /// <param name="file">Which; open for reading, and not for direct transfers. Ownership: borrows.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="ArgumentException">An option makes no sense, or the file is open in another way.</exception>
    /// <exception cref="NativeIoException">
    /// There are no direct transfers though <see cref="DirectFileOptions.RequiresDirect"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static DirectFileReader Open(NativeFile file, DirectFileOptions? options = null)
    {
        options ??= new DirectFileOptions();
        return new DirectFileReader(DirectFile.OpenAgain(file, FileAccess.Read, options), options);
    }

    /// <summary>Reads until the memory is full or the file ends.</summary>
    /// <param name="destination">Receives the bytes.</param>
    /// <param name="offset">Where in the file.</param>
    /// <returns>The number of bytes, less than there is room for only at the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused. The bytes before the failure are in place, and for a fault of the device the message names
    /// the sector.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public int ReadAt(Span<byte> destination, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return Read(destination, offset);
    }

    /// <summary>As <see cref="ReadAt"/>, on a thread of the pool.</summary>
    /// <param name="destination">Receives the bytes. Ownership: borrows, until the task is over.</param>
    /// <param name="offset">Where in the file.</param>
    /// <param name="cancellation">Looked at before the system is asked; a read that started ends by itself.</param>
    /// <returns>The number of bytes, less than there is room for only at the end of the file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="NativeIoException">The system refused; as for <see cref="ReadAt"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public ValueTask<int> ReadAtAsync(Memory<byte> destination, long offset, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return BlockingCall<(DirectFileReader Reader, Memory<byte> Memory, long Offset), int>.Run(
            (this, destination, offset),
            static state => state.Reader.Read(state.Memory.Span, state.Offset),
            cancellation);
    }

    /// <summary>Reads to a block of the pool without a copy, whatever the alignment.</summary>
    /// <param name="count">The most bytes to read.</param>
    /// <param name="offset">Where in the file.</param>
    /// <returns>
    /// A slice of that length, or shorter at the end of the file. Ownership: the caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An argument is negative, or no block has room for so much and what alignment adds.
    /// </exception>
    /// <exception cref="NativeIoException">The system refused; as for <see cref="ReadAt"/>.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public BufferSlice ReadSlice(int count, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            count, _file.Pool.MaxBufferSize - (2 * Math.Max(_file.MemoryAlignment, _file.OffsetAlignment)));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        DirectRange range = DirectRange.Around(offset, count, _file.OffsetAlignment);
        if (range.Count == 0)
        {
            return default;
        }

        using BlockLease lease = _file.Rent(range.Length);
        long started = _counter?.Start() ?? 0;
        int usable = -1;
        try
        {
            int read = _file.ReadAligned(lease.Span[..(int)range.Length], range.Start, out DirectFailure failure);
            _file.ThrowIfFailed(failure, range.Usable(read));
            usable = (int)range.Usable(read);
        }
        finally
        {
            _counter?.Stop(started, usable);
        }

        return lease.Share(range.Skip, usable);
    }

    /// <summary>
    /// Closes the file, as soon as no read uses it. What goes on, as an enumeration or a batch that is not over, fails
    /// with <see cref="ObjectDisposedException"/> and gives its blocks back.
    /// </summary>
    public void Dispose()
    {
        _counter?.CountFile();
        _file.Dispose();
        _rings.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>.</summary>
    /// <returns>A task that is over.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private int Read(Span<byte> destination, long offset)
    {
        long started = _counter?.Start() ?? 0;
        int count = -1;
        try
        {
            count = _file.Read(destination, offset);
            return count;
        }
        finally
        {
            _counter?.Stop(started, count);
        }
    }
}
