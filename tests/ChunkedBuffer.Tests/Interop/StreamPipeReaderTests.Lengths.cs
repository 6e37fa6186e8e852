using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <content>More bytes than an int counts.</content>
public sealed partial class StreamPipeReaderTests
{
    [Fact]
    public async Task ReadAsync_MoreThanTwoGibibytesUnread_AsksForNoMoreThanBefore()
    {
        const int chunkLength = 1 << 26;
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        var stream = new UntouchedStream();
        ChunkedPipeReader reader = ChunkedPipeReader.Create(stream, new ChunkedPipeReaderOptions
        {
            Pool = pool,
            BufferOptions = new ChunkedBufferOptions { ChunkLengthMin = chunkLength, ChunkLengthMax = chunkLength },
        });
        for (long unread = 0; unread <= int.MaxValue + (2L * chunkLength); unread += chunkLength)
        {
            ReadResult result = await reader.ReadAsync(TestContext.Current.CancellationToken);
            Assert.Equal(unread + chunkLength, result.Buffer.Length);
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        Assert.Equal(chunkLength, stream.RoomMax);
        await reader.CompleteAsync();
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    /// <summary>
    /// Says that it filled whatever room it gets, and touches nothing, so that much data costs no memory.
    /// </summary>
    private sealed class UntouchedStream : MemoryStream
    {
        internal int RoomMax { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            RoomMax = Math.Max(RoomMax, buffer.Length);
            return new ValueTask<int>(buffer.Length);
        }
    }
}
