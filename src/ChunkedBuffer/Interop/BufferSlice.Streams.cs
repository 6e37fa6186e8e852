using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <content>To streams.</content>
public readonly partial struct BufferSlice
{
    /// <summary>
    /// Shows the slice as a read-only, seekable stream. Ownership: shares; disposing the stream gives it back.
    /// </summary>
    /// <returns>A stream from the first byte on, for one thread at a time.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public Stream AsStream() => new BufferSliceStream(Share());

    /// <summary>Writes all bytes to a stream, chunk by chunk without copying. The slice stays as it is.</summary>
    /// <param name="destination">Where to write.</param>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    /// <exception cref="IOException">The stream failed; what it took before is its to say.</exception>
    public void CopyTo(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Segment scratch = default;
        ChunkView view = View(ref scratch);
        for (int index = 0; index < view.Count; index++)
        {
            destination.Write(view[index]);
        }
    }

    /// <inheritdoc cref="CopyTo(Stream)"/>
    /// <param name="destination">Where to write.</param>
    /// <param name="cancellationToken">Cancels the write in flight.</param>
    /// <remarks>Ownership: shares the bytes until the stream is done with them.</remarks>
    /// <returns>A task that ends when the stream has taken all bytes.</returns>
    public ValueTask CopyToAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return WriteChunksAsync(Share(), destination, cancellationToken);
    }

    /// <summary>Ownership: transfers the slice to the operation.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WriteChunksAsync(
        BufferSlice slice, Stream destination, CancellationToken cancellationToken)
    {
        using (slice)
        {
            int count = slice.ChunkCount;
            for (int index = 0; index < count; index++)
            {
                await destination.WriteAsync(slice.ChunkMemory(index), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private ReadOnlyMemory<byte> ChunkMemory(int index)
    {
        Segment scratch = default;
        ref readonly Segment segment = ref View(ref scratch).Segment(index);
        return segment.Block.AsMemory(segment.Start, segment.Length);
    }
}
