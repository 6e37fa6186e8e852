using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// Writes a file around the page cache: appends with several chunks on their way, and changes any place. Offsets,
/// lengths and memory need no alignment.
/// </summary>
/// <remarks>
/// <para>The device takes whole sectors. The last one is padded with zeros and the file then cut to the length that was
/// written; a crash between the two leaves the zeros. A change inside a sector reads it, changes it and writes it
/// back.</para>
/// <para>Appended bytes are on their way when a call returns and in the file after <see cref="Flush"/> or
/// <see cref="Dispose"/>. When one chunk fails, later ones may be in the file already; every call from then on fails
/// with the same error.</para>
/// <para>Where direct transfers are refused, writing goes on through the page cache, and <see cref="FallbackReason"/>
/// says why.</para>
/// <para>Ownership: whoever opens a writer disposes it. Memory that is passed to a call is borrowed until the call, or
/// the task that it returned, is over.</para>
/// <para>Thread safety: none; one thread at a time.</para>
/// <example><code>
/// using DirectFileWriter writer = DirectFileWriter.Open("measurements.bin");
/// writer.Write("odd lengths are fine"u8);
/// writer.Flush(FlushLevel.Data);
/// </code></example>
/// </remarks>
[DebuggerDisplay("{Path}, {Length} bytes")]
public sealed partial class DirectFileWriter : IDisposable, IAsyncDisposable
{
    private readonly DirectFile _file;
    private readonly DirectFileOptions _options;
    private NativeIoException? _failure;
    private bool _isDisposed;

    private DirectFileWriter(DirectFile file, DirectFileOptions options)
    {
        _file = file;
        _options = options;
        Length = file.File.Length;
    }

    /// <summary>Gets the path that the file was opened by.</summary>
    public NativePath Path => _file.File.Path;

    /// <summary>Gets the length in bytes, with what is on its way.</summary>
    public long Length { get; private set; }

    /// <summary>Gets a value indicating whether writes go around the page cache.</summary>
    public bool IsDirect => _file.IsDirect;

    /// <summary>Gets why writes go through the page cache; empty when they do not.</summary>
    public string FallbackReason => _file.FallbackReason;

    /// <summary>Opens a file for writing. Ownership: the caller disposes the writer.</summary>
    /// <param name="path">Which.</param>
    /// <param name="mode">Whether it is made, found or emptied. What is found is kept, and appended to.</param>
    /// <param name="options">How it is written; null for the defaults.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="ArgumentException">An option makes no sense, or the path is empty.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or has no direct transfers though <see cref="DirectFileOptions.RequiresDirect"/>.
    /// </exception>
    public static DirectFileWriter Open(
        NativePath path, FileOpenMode mode = FileOpenMode.Create, DirectFileOptions? options = null)
    {
        options ??= new DirectFileOptions();
        return Make(DirectFile.Open(path, FileAccess.ReadWrite, mode, options), options);
    }

    /// <summary>
    /// Opens a file that is open already a second time: the same file, whatever its path leads to by now. What is in it
    /// is kept, and appended to. Ownership: the caller disposes the writer, and keeps the file open until then.
    /// </summary>
    /// <param name="file">
    /// Which; open for reading and writing, and neither for appending nor for direct transfers. Ownership: borrows.
    /// </param>
    /// <param name="options">How it is written; null for the defaults.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="ArgumentException">An option makes no sense, or the file is open in another way.</exception>
    /// <exception cref="NativeIoException">
    /// There are no direct transfers though <see cref="DirectFileOptions.RequiresDirect"/>, or the system does not say
    /// how long the file is.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static DirectFileWriter Open(NativeFile file, DirectFileOptions? options = null)
    {
        options ??= new DirectFileOptions();
        return Make(DirectFile.OpenAgain(file, FileAccess.ReadWrite, options), options);
    }

    /// <summary>
    /// Reserves space without changing the length, so that writes are faster and do not fail for want of it.
    /// </summary>
    /// <param name="length">The bytes from the start of the file, above 0.</param>
    /// <returns>False when the file system cannot reserve.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not above 0.</exception>
    /// <exception cref="NativeIoException">There is not enough space.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public bool TryAllocate(long length)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _file.File.TryAllocate(0, length);
    }

    /// <summary>Appends bytes, which are copied to blocks that go to the device when they are full.</summary>
    /// <param name="source">The bytes.</param>
    /// <exception cref="NativeIoException">The system refused this write or one before.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void Write(ReadOnlySpan<byte> source)
    {
        ThrowIfUnusable();
        while (!source.IsEmpty)
        {
            Span<byte> room = GetRoom();
            int count = Math.Min(room.Length, source.Length);
            source[..count].CopyTo(room);
            Advance(count);
            source = source[count..];
        }
    }

    /// <summary>As <see cref="Write"/>, on a thread of the pool, since it may wait for the device.</summary>
    /// <param name="source">The bytes. Ownership: borrows, until the task is over.</param>
    /// <param name="cancellation">Looked at before anything is done.</param>
    /// <returns>A task that ends when the bytes are on their way.</returns>
    /// <exception cref="NativeIoException">The system refused this write or one before.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellation = default) =>
        BlockingCall<(DirectFileWriter Writer, ReadOnlyMemory<byte> Source), bool>.RunWithoutResult(
            (this, source),
            static state =>
            {
                state.Writer.Write(state.Source.Span);
                return true;
            },
            cancellation);

    /// <summary>
    /// Changes bytes anywhere; the file grows when they reach behind its end. What was appended before is written
    /// first.
    /// </summary>
    /// <param name="source">The bytes.</param>
    /// <param name="offset">Where in the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative or the file would be too long.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused; <see cref="NativeIoException.BytesTransferred"/> says what was written before.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void WriteAt(ReadOnlySpan<byte> source, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, long.MaxValue - source.Length);
        ThrowIfUnusable();
        WriteAppended();
        DropTail();
        long end;
        try
        {
            end = _file.WriteBounced(source, offset);
        }
        catch (NativeIoException failure)
        {
            KeepWritten(offset, failure.BytesTransferred);
            throw;
        }

        Length = source.IsEmpty ? Length : Math.Max(Length, offset + source.Length);
        if (end > Length)
        {
            _file.File.SetLength(Length);
        }
    }

    /// <summary>Writes everything that was appended, and makes it survive a power failure.</summary>
    /// <param name="level">What must survive; none only writes.</param>
    /// <exception cref="NativeIoException">
    /// The system refused this write or one before, or the device failed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public void Flush(FlushLevel level = FlushLevel.Data)
    {
        ThrowIfUnusable();
        WriteAppended();
        _file.File.Flush(level);
    }

    /// <summary>As <see cref="Flush"/>, on a thread of the pool.</summary>
    /// <param name="level">What must survive; none only writes.</param>
    /// <param name="cancellation">Looked at before anything is done.</param>
    /// <returns>A task that ends when the bytes are safe.</returns>
    /// <exception cref="NativeIoException">
    /// The system refused this write or one before, or the device failed.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public ValueTask FlushAsync(FlushLevel level = FlushLevel.Data, CancellationToken cancellation = default) =>
        BlockingCall<(DirectFileWriter Writer, FlushLevel Level), bool>.RunWithoutResult(
            (this, level),
            static state =>
            {
                state.Writer.Flush(state.Level);
                return true;
            },
            cancellation);

    /// <summary>
    /// Writes what was appended, unless a write has failed before, and closes the file. Disposing twice does nothing.
    /// </summary>
    /// <exception cref="NativeIoException">The system refused; the file is closed all the same.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        try
        {
            if (_failure is null)
            {
                WriteAppended();
            }
        }
        finally
        {
            // What is in flight ends before its blocks go back and the file is closed.
            _isDisposed = true;
            _ring?.Dispose();
            ReleaseBlocks();
            _file.Dispose();
        }
    }

    /// <summary>As <see cref="Dispose"/>, on a thread of the pool.</summary>
    /// <returns>A task that ends when the file is closed.</returns>
    /// <exception cref="NativeIoException">The system refused; the file is closed all the same.</exception>
    public ValueTask DisposeAsync() => BlockingCall<DirectFileWriter, bool>.RunWithoutResult(
        this,
        static writer =>
        {
            writer.Dispose();
            return true;
        },
        CancellationToken.None);

    private static DirectFileWriter Make(DirectFile file, DirectFileOptions options)
    {
        try
        {
            return new DirectFileWriter(file, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// After a failure: what was written before belongs to the file, and the zeros behind it do not.
    /// </summary>
    private void KeepWritten(long offset, long count)
    {
        if (count == 0 || offset + count <= Length)
        {
            return;
        }

        Length = offset + count;
        try
        {
            if (_file.File.Length == DirectRange.Up(Length, _file.OffsetAlignment))
            {
                _file.File.SetLength(Length);
            }
        }
        catch (NativeIoException)
        {
            // The failure that the caller is told of is the cause; the zeros are cut when the file is next written to.
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_failure is not null)
        {
            throw _failure;
        }
    }
}
