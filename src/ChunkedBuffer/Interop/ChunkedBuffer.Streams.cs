using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <content>To and from streams.</content>
public sealed partial class ChunkedBuffer
{
    /// <summary>
    /// A read into less room than this costs more in calls than the skipped end of a chunk in memory.
    /// </summary>
    private const int ReadLengthMin = 1024;

    /// <summary>
    /// Shows the buffer as a stream: writes go to its end, reads consume its front and return 0 when it is empty.
    /// Cannot seek. Ownership: borrows the buffer, or disposes it together with the stream.
    /// </summary>
    /// <param name="leaveOpen">False disposes the buffer when the stream is disposed.</param>
    /// <returns>A stream for the thread that uses the buffer.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public Stream AsStream(bool leaveOpen = false)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new ChunkedBufferStream(this, leaveOpen);
    }

    /// <summary>Reads once from a stream to the end of this buffer, straight into its chunks.</summary>
    /// <param name="source">Where to read.</param>
    /// <param name="sizeHint">The least room in bytes to offer the stream; 0 means whatever is convenient.</param>
    /// <returns>The number of bytes read; 0 at the end of the stream.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The hint is negative.</exception>
    /// <exception cref="InvalidOperationException">A write lease is open.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    /// <exception cref="IOException">The stream failed; nothing was added.</exception>
    public int ReadFrom(Stream source, int sizeHint = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireWritable();
        Span<byte> lease = GetSpan(ReadHint(sizeHint));
        try
        {
            int read = source.Read(lease);
            Advance(read);
            return read;
        }
        catch
        {
            AbandonLease();
            throw;
        }
    }

    /// <inheritdoc cref="ReadFrom(Stream, int)"/>
    /// <param name="source">Where to read.</param>
    /// <param name="sizeHint">The least room in bytes to offer the stream; 0 means whatever is convenient.</param>
    /// <param name="cancellationToken">Cancels the read; nothing is added then.</param>
    /// <remarks>
    /// The block that is read into is kept until the stream is done with it, also when the buffer is disposed
    /// meanwhile.
    /// </remarks>
    public ValueTask<int> ReadFromAsync(
        Stream source, int sizeHint = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireWritable();
        return ReadOnceAsync(source, ReadHint(sizeHint), cancellationToken);
    }

    /// <summary>Reads a stream up to its end.</summary>
    /// <param name="source">Where to read.</param>
    /// <returns>The number of bytes added. When the stream fails, what was read before stays in the buffer.</returns>
    /// <exception cref="InvalidOperationException">A write lease is open.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public long ReadAllFrom(Stream source)
    {
        long total = 0;
        for (int read = 1; read > 0; total += read)
        {
            read = ReadFrom(source);
        }

        return total;
    }

    /// <inheritdoc cref="ReadAllFrom(Stream)"/>
    /// <param name="source">Where to read.</param>
    /// <param name="cancellationToken">Cancels the read that is in flight; what was read before stays.</param>
    public ValueTask<long> ReadAllFromAsync(Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        RequireWritable();
        return ReadToEndAsync(source, cancellationToken);
    }

    /// <summary>
    /// Writes the bytes of now to a stream, chunk by chunk without copying, and consumes each chunk once it is written.
    /// </summary>
    /// <param name="destination">Where to write.</param>
    /// <returns>The number of bytes written and consumed.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    /// <exception cref="IOException">
    /// The stream failed. Written chunks are consumed; the failed one is not, though a part of it may have been
    /// written.
    /// </exception>
    public long WriteTo(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        long written = 0;
        for (long length = Length; written < length && !IsEmpty;)
        {
            using BufferSlice chunk = PeekChunk(length - written);
            destination.Write(chunk.AsSpan());
            written += Skip(chunk.Length);
        }

        return written;
    }

    /// <inheritdoc cref="WriteTo(Stream)"/>
    /// <param name="destination">Where to write.</param>
    /// <param name="cancellationToken">Cancels the write in flight, whose chunk is not consumed.</param>
    public ValueTask<long> WriteToAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return WriteChunksAsync(destination, cancellationToken);
    }

    /// <summary>Copies bytes off the front and consumes them.</summary>
    /// <param name="destination">Receives at most as many bytes as it has room for.</param>
    /// <returns>The number of bytes; 0 when the buffer or the destination is empty.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    internal int Read(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int copied = 0;
        while (copied < destination.Length && _segments.Count > 0)
        {
            ref Segment head = ref _segments.First;
            int part = Math.Min(head.Length, destination.Length - copied);
            head.Block.AsSpan(head.Start, part).CopyTo(destination[copied..]);
            ConsumeFromFirst(ref head, part);
            copied += part;
        }

        return copied;
    }

    /// <summary>
    /// Shares the rest of the first chunk, at most so many bytes: the reference keeps it from being reused while a
    /// stream works on it, whatever the stream's callbacks do to the buffer. Ownership: the caller disposes the slice.
    /// </summary>
    internal BufferSlice PeekChunk(long lengthMax) => Peek(Math.Min(_segments.First.Length, lengthMax));

    /// <summary>
    /// Leases room and keeps its block for an operation. Ownership: the caller releases one reference.
    /// </summary>
    internal NativeBlock LeaseForOperation(int sizeHint, out Memory<byte> lease, out uint generation)
    {
        lease = GetMemory(sizeHint);
        bool isOurs = MemoryMarshal.TryGetMemoryManager<byte, NativeBlock>(lease, out NativeBlock? block);
        Debug.Assert(isOurs, "Leases are in blocks.");
        generation = block!.Generation;
        block.Acquire(generation, 1);
        return block;
    }

    /// <summary>Does without a state machine for a stream that has the bytes at hand.</summary>
    private ValueTask<int> ReadOnceAsync(Stream source, int sizeHint, CancellationToken cancellationToken)
    {
        NativeBlock block = LeaseForOperation(sizeHint, out Memory<byte> lease, out uint generation);
        ValueTask<int> operation;
        try
        {
            operation = source.ReadAsync(lease, cancellationToken);
            if (operation.IsCompletedSuccessfully)
            {
                int read = operation.Result;
                Advance(read);
                block.Release(generation, 1);
                return new ValueTask<int>(read);
            }
        }
        catch
        {
            AbandonLease();
            block.Release(generation, 1);
            throw;
        }

        return EndReadAsync(operation, block, generation);
    }

    /// <summary>Ownership: transfers one reference to the block that the stream writes to.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> EndReadAsync(ValueTask<int> operation, NativeBlock block, uint generation)
    {
        try
        {
            int read = await operation.ConfigureAwait(false);
            Advance(read);
            return read;
        }
        catch
        {
            AbandonLease();
            throw;
        }
        finally
        {
            block.Release(generation, 1);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> ReadToEndAsync(Stream source, CancellationToken cancellationToken)
    {
        long total = 0;
        for (int read = 1; read > 0; total += read)
        {
            read = await ReadFromAsync(source, 0, cancellationToken).ConfigureAwait(false);
        }

        return total;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<long> WriteChunksAsync(Stream destination, CancellationToken cancellationToken)
    {
        long written = 0;
        for (long length = Length; written < length && !IsEmpty;)
        {
            using BufferSlice chunk = PeekChunk(length - written);
            await destination.WriteAsync(chunk.AsMemory(), cancellationToken).ConfigureAwait(false);
            written += Skip(chunk.Length);
        }

        return written;
    }

    private int ReadHint(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        return Math.Max(sizeHint, Math.Min(ReadLengthMin, Options.ChunkLengthMax));
    }
}
