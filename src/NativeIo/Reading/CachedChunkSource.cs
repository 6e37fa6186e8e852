using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Chunks that are delivered at once as far as they are cached.</summary>
internal sealed class CachedChunkSource : ChunkSource
{
    internal CachedChunkSource(ReadTarget target, ChunkBlocks blocks, IoMetrics? metrics, IoMetricsRow? row)
        : base(target, blocks, metrics, row)
    {
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal override async ValueTask<BufferSlice> ReadAsync(int slot, long offset, CancellationToken cancellation)
    {
        long started = Start();
        int count = 0;
        try
        {
            Memory<byte> memory = Blocks.Take(slot);
            count = await Target.ReadFullAsync(memory, offset, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Stop(started, count);
        }

        return Blocks.Lend(slot, count);
    }
}
