using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>From start to end, several chunks on their way.</content>
public sealed partial class DirectFileReader
{
    /// <summary>
    /// Reads part of the file, or all of it, in chunks, <see cref="DirectFileOptions.QueueDepth"/> of them in flight.
    /// </summary>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="length">Its most bytes; it ends with the file as it is when reading gets there.</param>
    /// <returns>
    /// The chunks in order, <see cref="DirectFileOptions.ChunkLength"/> long but for the first and last. Ownership: the
    /// caller disposes each; ending early gives the others back.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    /// <exception cref="NativeIoException">The system refused; the chunks before were given.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public IEnumerable<BufferSlice> ReadChunks(long offset = 0, long length = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Enumerate(offset, length);
    }

    /// <summary>
    /// As <see cref="ReadChunks"/>: a chunk that is there is given at once, else a thread of the pool waits for it.
    /// </summary>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="length">Its most bytes; it ends with the file as it is when reading gets there.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    /// <returns>The chunks in order. Ownership: the caller disposes each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative.</exception>
    /// <exception cref="NativeIoException">The system refused; the chunks before were given.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public IAsyncEnumerable<BufferSlice> ReadChunksAsync(
        long offset = 0, long length = long.MaxValue, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return EnumerateAsync(offset, length, cancellation);
    }

    private IEnumerable<BufferSlice> Enumerate(long offset, long length)
    {
        BatchRing? ring = TakeRing(offset, length);
        try
        {
            using ReadAheadWindow window = Begin(ring, offset, length);
            while (true)
            {
                BufferSlice chunk = TakeNext(window);
                if (chunk.IsEmpty)
                {
                    break;
                }

                yield return chunk;
            }
        }
        finally
        {
            GiveBack(ring);
        }
    }

    private async IAsyncEnumerable<BufferSlice> EnumerateAsync(
        long offset, long length, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        BatchRing? ring = TakeRing(offset, length);
        try
        {
            using ReadAheadWindow window = Begin(ring, offset, length);
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                BufferSlice chunk = window.IsNextReady
                    ? TakeNext(window)
                    : await BlockingCall<(DirectFileReader Reader, ReadAheadWindow Window), BufferSlice>.Run(
                        (this, window), static state => state.Reader.TakeNext(state.Window), cancellation)
                        .ConfigureAwait(false);
                if (chunk.IsEmpty)
                {
                    break;
                }

                yield return chunk;
            }
        }
        finally
        {
            GiveBack(ring);
        }
    }

    private BufferSlice TakeNext(ReadAheadWindow window)
    {
        long started = _counter?.Start() ?? 0;
        long length = -1;
        try
        {
            BufferSlice chunk = window.TakeNext();
            length = chunk.Length;
            return chunk;
        }
        finally
        {
            _counter?.Stop(started, length);
        }
    }

    /// <summary>
    /// Gets a ring where one reads ahead: of a direct file of which more is wanted than one chunk. What goes through
    /// the page cache, the kernel reads ahead itself.
    /// </summary>
    private BatchRing? TakeRing(long offset, long length)
    {
        long wanted = Math.Min(length, Length - offset);
        return IsDirect && _options.QueueDepth > 1 && wanted > _options.ChunkLength ? _rings.Take() : null;
    }

    private ReadAheadWindow Begin(BatchRing? ring, long offset, long length)
    {
        if (!IsDirect)
        {
            _ = _file.File.Advise(FileAdvice.Sequential);
        }

        return new ReadAheadWindow(
            _file,
            ring,
            offset,
            length > long.MaxValue - offset ? long.MaxValue : offset + length,
            ring is null ? 0 : Length,
            ChunkLength);
    }

    private int ChunkLength => (int)DirectRange.Up(_options.ChunkLength, _file.OffsetAlignment);

    private void GiveBack(BatchRing? ring)
    {
        // A window that ended with something in flight has disposed the ring.
        if (ring is { IsDisposed: false })
        {
            _rings.Return(ring);
        }
    }
}
