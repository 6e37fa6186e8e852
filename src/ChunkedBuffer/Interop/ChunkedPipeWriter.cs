using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <summary>A <see cref="PipeWriter"/> that also takes slices without copying them.</summary>
/// <remarks>
/// <para>Thread safety: one writing thread at a time; <see cref="PipeWriter.CancelPendingFlush"/> from any.</para>
/// <example><code>
/// writer.Write("HTTP/1.1 200 OK\r\n\r\n"u8);
/// writer.Append(body);
/// await writer.FlushAsync();
/// </code></example>
/// </remarks>
public abstract class ChunkedPipeWriter : PipeWriter
{
    private protected ChunkedPipeWriter()
    {
    }

    /// <inheritdoc/>
    public sealed override bool CanGetUnflushedBytes => true;

    /// <summary>
    /// Makes a writer that gathers bytes and writes them to a stream when it is flushed. Ownership: the stream is
    /// disposed when the writer is completed, unless <see cref="ChunkedPipeWriterOptions.LeaveOpen"/> is set.
    /// </summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="options">How to write; null means <see cref="ChunkedPipeWriterOptions.Default"/>.</param>
    /// <returns>A writer that is completed by its user, like every pipe writer.</returns>
    /// <exception cref="ArgumentException">The stream cannot be written.</exception>
    public static ChunkedPipeWriter Create(Stream stream, ChunkedPipeWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
        {
            throw new ArgumentException("The stream cannot be written.", nameof(stream));
        }

        return new StreamPipeWriter(stream, options ?? ChunkedPipeWriterOptions.Default);
    }

    /// <summary>
    /// Adds a slice to what the next flush sends, without copying it unless it is small. Ownership: shares; the slice
    /// stays the caller's and can be disposed at once.
    /// </summary>
    /// <param name="slice">The bytes.</param>
    /// <exception cref="InvalidOperationException">The writer is completed.</exception>
    /// <exception cref="ObjectDisposedException">The slice is stale; nothing was added.</exception>
    public abstract void Append(BufferSlice slice);

    /// <summary>Adds a slice without copying it unless it is small, and flushes. Ownership: shares.</summary>
    /// <param name="slice">The bytes.</param>
    /// <param name="cancellationToken">Cancels the wait of the flush.</param>
    /// <returns>The result of the flush.</returns>
    /// <exception cref="InvalidOperationException">The writer is completed.</exception>
    /// <exception cref="ObjectDisposedException">The slice is stale; nothing was added.</exception>
    public ValueTask<FlushResult> WriteAsync(BufferSlice slice, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        Append(slice);
        return FlushAsync(cancellationToken);
    }
}
