using System;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>Enumerations that are not read to their end.</content>
public sealed partial class DirectFileReaderTests
{
    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 4)]
    [InlineData(true, 1)]
    public async Task ReadChunks_ReaderDisposedMeanwhile_FailsAndGivesAllBlocksBack(bool usesKernel, int depth)
    {
        using var pool = new TrackingBlockPool();
        byte[] content = SeededRandom.Create().NextBytes(100_001);
        string path = _folder.Write("file", content);
        var options = new DirectFileOptions
        {
            ChunkLength = 4096,
            QueueDepth = depth,
            AllowsKernelRing = usesKernel,
            Pool = pool.Pool,
        };
        DirectFileReader reader = DirectFileReader.Open(path, options);
        int count = 0;
        Assert.Throws<ObjectDisposedException>(() =>
        {
            foreach (BufferSlice chunk in reader.ReadChunks())
            {
                count += CheckAndClose(chunk, count);
            }
        });
        Assert.InRange(count, 1, content.Length);
        reader = DirectFileReader.Open(path, options);
        count = 0;
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (BufferSlice chunk in reader.ReadChunksAsync(cancellation: Cancellation))
            {
                count += CheckAndClose(chunk, count);
            }
        });
        Assert.InRange(count, 1, content.Length);

        int CheckAndClose(BufferSlice chunk, int offset)
        {
            using (chunk)
            {
                Assert.Equal(content.AsSpan(offset, (int)chunk.Length), chunk.AsSpan());
                reader.Dispose();
                return (int)chunk.Length;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadChunks_EndedEarly_GivesAllBlocksBack(bool usesKernel)
    {
        using var pool = new TrackingBlockPool();
        using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", new byte[256 * 1024]),
            new DirectFileOptions { ChunkLength = 8192, Pool = pool.Pool, AllowsKernelRing = usesKernel });
        foreach (BufferSlice chunk in reader.ReadChunks())
        {
            chunk.Dispose();
            break;
        }

        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
        Assert.Equal(32, reader.ReadChunks().Count(static chunk =>
        {
            chunk.Dispose();
            return true;
        }));
    }
}
