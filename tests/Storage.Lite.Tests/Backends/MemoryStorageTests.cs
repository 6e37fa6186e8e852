using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Backends;

public sealed class MemoryStorageTests : IAsyncDisposable
{
    private readonly TrackingBlockPool _pool = new();
    private readonly MemoryStorage _storage = new();

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _pool.Dispose();
    }

    [Fact]
    public async Task Put_OfASlice_SharesItsBlock()
    {
        using BufferSlice value = BufferSlice.CopyFrom(new byte[4096], _pool.Pool);

        await _storage.PutAsync("key", value);
        using StorageContent first = await _storage.GetAsync("key");
        using StorageContent second = await _storage.GetAsync("key");

        Assert.Equal(1, _pool.Pool.GetStatistics().RentedBlocks);
        Assert.True(first.Bytes.AsSpan().Overlaps(value.AsSpan()));
        Assert.True(second.Bytes.AsSpan().Overlaps(value.AsSpan()));
    }

    [Fact]
    public async Task Put_OfASmallPartOfABlock_CopiesItIntoABlockThatFits()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { Pool = _pool.Pool });
        using (BufferSlice large = BufferSlice.CopyFrom(new byte[65536], _pool.Pool))
        using (BufferSlice small = large.Slice(100, 1000))
        {
            await storage.PutAsync("key", small);
        }

        using StorageContent content = await storage.GetAsync("key");

        Assert.Equal(1000, content.Bytes.Length);
        Assert.Equal(1024, content.Bytes.RetainedBytes);
        Assert.Equal(1, _pool.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task Put_WithoutALimitOfWhatIsRetained_SharesAlsoASmallPart()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { RetainedFactorMax = null });
        using BufferSlice large = BufferSlice.CopyFrom(new byte[65536], _pool.Pool);
        using BufferSlice small = large.Slice(100, 10);

        await storage.PutAsync("key", small);
        using StorageContent content = await storage.GetAsync("key");

        Assert.Equal(65536, content.Bytes.RetainedBytes);
    }

    [Fact]
    public async Task Put_OverAnObject_LeavesWhatWasHandedOut()
    {
        await _storage.PutTextAsync("key", "old");
        using StorageContent old = await _storage.GetAsync("key");

        await _storage.PutTextAsync("key", "new");
        using StorageContent current = await _storage.GetAsync("key");

        Assert.Equal("old", old.Bytes.GetString());
        Assert.Equal("new", current.Bytes.GetString());
    }

    [Fact]
    public async Task Dispose_WithSlicesHandedOut_LeavesThemValidAndGivesTheRestBack()
    {
        var storage = new MemoryStorage();
        using (BufferSlice value = BufferSlice.CopyFrom("value"u8, _pool.Pool))
        {
            await storage.PutAsync("a", value);
            await storage.PutAsync("b", value);
        }

        StorageContent content = await storage.GetAsync("a");
        await storage.DisposeAsync();
        await storage.DisposeAsync();

        Assert.Equal("value", content.Bytes.GetString());
        content.Dispose();
        Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task Get_OfAPart_SharesThatPart()
    {
        await _storage.PutTextAsync("key", "arbitrary data");

        using StorageContent content = await _storage.GetAsync(
            "key", new GetOptions { Range = StorageRange.Bounded(3, 4) });

        Assert.Equal("itra", content.Bytes.GetString());
        Assert.Equal(3, content.Start);
        Assert.Equal(14, content.Entry.Length);
    }

    [Fact]
    public async Task Get_OfAValueThatIsThere_AllocatesNothingAndIsThereAtOnce()
    {
        StorageKey key = "key";
        await _storage.PutAsync(key, new byte[100]);

        AllocationAssert.Flat(() =>
        {
            ValueTask<StorageContent> task = _storage.TryGetAsync(key);
            Assert.True(task.IsCompletedSuccessfully);
            task.Result.Dispose();
        });
    }

    [Fact]
    public async Task Get_WhileOthersReplaceAndRemove_NeverFailsAndNeverTears()
    {
        const int Rounds = 600;
        using var pool = new TrackingBlockPool();
        byte[][] patterns = [[.. Enumerable.Repeat((byte)1, 3000)], [.. Enumerable.Repeat((byte)2, 3000)]];
        bool isDone = false;
        Task writer = Task.Run(
            async () =>
            {
                try
                {
                    for (int round = 0; round < Rounds; round++)
                    {
                        using BufferSlice value = BufferSlice.CopyFrom(patterns[round % 2], pool.Pool);
                        await _storage.PutAsync("key", value);
                        if (round % 5 == 0)
                        {
                            Assert.True(await _storage.DeleteAsync("key"));
                        }
                    }
                }
                finally
                {
                    // The readers end also when this fails.
                    Volatile.Write(ref isDone, true);
                }
            },
            TestContext.Current.CancellationToken);
        List<Task> readers = [];
        for (int reader = 0; reader < 3; reader++)
        {
            readers.Add(Task.Run(
                async () =>
                {
                    while (!Volatile.Read(ref isDone))
                    {
                        using StorageContent content = await _storage.TryGetAsync("key");
                        Assert.True(!content.IsFound
                            || content.Bytes.SequenceEqual(patterns[content.Bytes.FirstSpan[0] - 1]));
                    }
                },
                TestContext.Current.CancellationToken));
        }

        await Task.WhenAll([writer, .. readers]);
        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task Health_OfAStoreWithALimit_TellsWhatIsFree()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { BytesMax = 100 });
        await storage.PutAsync("key", new byte[30]);

        StorageHealth health = await storage.CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.True(health.IsHealthy);
        Assert.Equal(70, health.FreeBytes);
        Assert.Null((await _storage.CheckHealthAsync(TestContext.Current.CancellationToken)).FreeBytes);
    }

    [Fact]
    public async Task Operations_AfterDispose_Throw()
    {
        await _storage.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _storage.TryGetAsync("key"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _storage.PutTextAsync("key", "value"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _storage.DeleteAsync("key"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _storage.TryStatAsync("key"));
        Assert.Throws<ObjectDisposedException>(() => _storage.ListPagesAsync());
        Assert.Throws<ObjectDisposedException>(() => _storage.RemoveExpired());
        Assert.False((await _storage.CheckHealthAsync(TestContext.Current.CancellationToken)).IsHealthy);
    }

    [Fact]
    public async Task GetFeature_OfWhatTheStoreIs_FindsIt()
    {
        Assert.Same(_storage, _storage.GetFeature<MemoryStorage>());
        Assert.Null(_storage.GetFeature<IPresignedUrls>());
        await _storage.PutTextAsync("key", "value");
        Assert.Equal(1, _storage.ObjectCount);
        Assert.Equal(5, _storage.Bytes);
    }
}
