using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// Where the chunks of one open file come from; the strategies differ here. Ownership: owns the target and the blocks.
/// </summary>
/// <remarks>Thread safety: reads of different slots.</remarks>
internal class ChunkSource : IDisposable
{
    private readonly IoMetrics? _metrics;

    internal ChunkSource(ReadTarget target, ChunkBlocks blocks, IoMetrics? metrics, IoMetricsRow? row)
    {
        Target = target;
        Blocks = blocks;
        _metrics = metrics;
        Row = row;
    }

    /// <summary>Gets the open file.</summary>
    internal ReadTarget Target { get; }

    /// <summary>
    /// Gets a value indicating whether chunks have to be asked for one after the other, which is when they are read
    /// ahead below.
    /// </summary>
    internal virtual bool ReadsInOrder => !Target.HasPositions;

    /// <summary>
    /// Gets a value indicating whether a chunk is short only where a read has just found the end of the file, so that
    /// nobody needs to look for it again.
    /// </summary>
    internal virtual bool EndsWithShortChunk => true;

    protected ChunkBlocks Blocks { get; }

    /// <summary>Gets or sets where it is counted; another place when it turns out that it is read otherwise.</summary>
    protected IoMetricsRow? Row { get; set; }

    /// <summary>
    /// Reads the chunk at an offset, waiting for it. Ownership: the caller disposes the slice, which is empty at the
    /// end of the file and shorter than a chunk only there.
    /// </summary>
    internal BufferSlice Read(int slot, long offset)
    {
        if (_metrics is null)
        {
            return ReadChunk(slot, offset);
        }

        long started = _metrics.Start();
        BufferSlice chunk = default;
        try
        {
            chunk = ReadChunk(slot, offset);
            return chunk;
        }
        finally
        {
            Stop(started, chunk.Length);
        }
    }

    /// <summary>As <see cref="Read"/>, without making the caller wait.</summary>
    internal virtual ValueTask<BufferSlice> ReadAsync(int slot, long offset, CancellationToken cancellation) =>
        ReadScheduling.Run(
            Target.Scheduler,
            (Source: this, Slot: slot, Offset: offset),
            static state => state.Source.Read(state.Slot, state.Offset),
            cancellation);

    /// <summary>Counts the file, when everything that was asked for was read.</summary>
    internal void CountFile() => Row?.CountFile();

    /// <summary>Counts the file as one that could not be read.</summary>
    internal void CountFailure() => Row?.CountFailure();

    public void Dispose() => Dispose(disposing: true);

    /// <summary>An operation begins; for overrides that do not go through <see cref="Read"/>.</summary>
    protected long Start() => _metrics?.Start() ?? 0;

    /// <summary>An operation is over.</summary>
    protected void Stop(long started, long bytes)
    {
        if (_metrics is not null)
        {
            long elapsed = _metrics.Stop(started);
            if (bytes > 0)
            {
                Row!.CountOperation(bytes, elapsed);
            }
        }
    }

    /// <summary>Reads a chunk; by default to a block.</summary>
    protected virtual BufferSlice ReadChunk(int slot, long offset)
    {
        int count = Target.ReadFull(Blocks.Take(slot).Span, offset);
        return Blocks.Lend(slot, count);
    }

    protected virtual void Dispose(bool disposing)
    {
        Blocks.Dispose();
        Target.Dispose();
    }
}
