using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Layers.Cache;

public sealed class CachedStorageTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedStorage _below = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CacheOptions Options => new() { TimeProvider = _time };

    [Fact]
    public async Task CachedStorage_OfTheReference_KeepsWhatWasPut()
    {
        await using var storage = new CachedStorage(_below, cacheSize: 1000);
        _ = await storage.PutTextAsync("user", "John", cancellation: Token);

        Assert.Equal("John", await storage.GetTextAsync("user", Token));
        Assert.Equal(0, Gets());
        Assert.Equal(new CacheStatistics(1, 0, 0), storage.Statistics);
    }

    [Fact]
    public async Task TryGetAsync_OneThousandMissesAtOnce_AreOneReadBelow()
    {
        await using var storage = new CachedStorage(_below, Options);
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        var gate = new TaskCompletionSource();
        _below.Before = async (_, _, _) => await gate.Task;
        using var source = new CancellationTokenSource();

        Task<string>[] gets =
            [.. Enumerable.Range(0, 1000).Select(_ => storage.GetTextAsync("key", Token).AsTask())];
        Task<string> givesUp = storage.GetTextAsync("key", source.Token).AsTask();
        await source.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givesUp);
        gate.SetResult();

        Assert.All(await Task.WhenAll(gets), static text => Assert.Equal("value", text));
        Assert.Equal(1, Gets());
        Assert.Equal(1000, storage.Statistics.Joined);
    }

    [Fact]
    public async Task TryGetAsync_EveryWaiterGivesUp_StopsTheReadBelow()
    {
        await using var storage = new CachedStorage(_below, Options);
        var stopped = new TaskCompletionSource();
        _below.Before = async (_, _, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                stopped.SetResult();
            }
        };
        using var source = new CancellationTokenSource();
        Task<string>[] gets =
            [.. Enumerable.Range(0, 3).Select(_ => storage.GetTextAsync("key", source.Token).AsTask())];
        await source.CancelAsync();
        await Eventually.EndsAsync(stopped.Task, "the read below to be stopped");
        foreach (Task<string> get in gets)
        {
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        }

        _below.Before = null;
        Assert.False((await storage.TryGetAsync("key", default, Token)).IsFound);
    }

    [Fact]
    public async Task TryGetAsync_TheReadBelowFails_EveryWaiterIsTold()
    {
        await using var storage = new CachedStorage(_below, Options);
        var gate = new TaskCompletionSource();
        _below.Before = async (_, _, _) =>
        {
            await gate.Task;
            throw ScriptedStorage.Temporary();
        };
        Task<string>[] gets =
            [.. Enumerable.Range(0, 3).Select(_ => storage.GetTextAsync("key", Token).AsTask())];
        gate.SetResult();
        foreach (Task<string> get in gets)
        {
            _ = await Assert.ThrowsAsync<StorageException>(() => get);
        }

        Assert.Equal(1, Gets());
    }

    [Fact]
    public async Task PutAsync_WhileAMissReadsTheOldValue_TheOldOneIsNotKept()
    {
        await using var storage = new CachedStorage(_below, Options);
        _ = await _below.PutTextAsync("key", "v1", cancellation: Token);
        var gate = new TaskCompletionSource();
        _below.After = async (operation, number) =>
        {
            if (operation == StorageOperation.Get && number == 2)
            {
                await gate.Task;
            }
        };

        Task<string> early = storage.GetTextAsync("key", Token).AsTask();
        _ = await storage.PutTextAsync("key", "v2", cancellation: Token);
        Assert.Equal("v2", await storage.GetTextAsync("key", Token));
        gate.SetResult();
        Assert.Equal("v1", await early);

        Assert.Equal("v2", await storage.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task PutAsync_StillUnderWay_ReadsGoBelowAndAreNotKept()
    {
        await using var storage = new CachedStorage(_below, Options);
        _ = await storage.PutTextAsync("key", "v1", cancellation: Token);
        var gate = new TaskCompletionSource();
        _below.After = async (operation, _) =>
        {
            if (operation == StorageOperation.Put)
            {
                await gate.Task;
            }
        };
        Task put = storage.PutTextAsync("key", "v2", cancellation: Token).AsTask();

        Assert.Equal("v2", await storage.GetTextAsync("key", Token));
        _ = await _below.Below.PutTextAsync("key", "v3", cancellation: Token);
        Assert.Equal("v3", await storage.GetTextAsync("key", Token));
        gate.SetResult();
        await put;
    }

    [Fact]
    public async Task PutAsync_TwoAtOnce_NeitherIsKept()
    {
        await using var storage = new CachedStorage(_below, Options);
        var gate = new TaskCompletionSource();
        _below.Before = async (operation, number, _) =>
        {
            if (operation == StorageOperation.Put && number == 1)
            {
                await gate.Task;
            }
        };
        Task first = storage.PutTextAsync("key", "v1", cancellation: Token).AsTask();
        _ = await storage.PutTextAsync("key", "v2", cancellation: Token);
        gate.SetResult();
        await first;

        Assert.Equal("v1", await storage.GetTextAsync("key", Token));
    }

    [Fact]
    public async Task CachedStorage_EveryWayToWrite_Forgets()
    {
        await using var storage = new CachedStorage(_below, Options);
        await AssertForgetsAsync(storage, "a", async () => await storage.DeleteAsync("a", default, Token));
        await AssertForgetsAsync(storage, "a", async () => await storage.DeleteManyAsync(["a", "b"], Token));
        _ = await _below.PutTextAsync("source", "new", cancellation: Token);
        await AssertForgetsAsync(storage, "a", async () => await storage.CopyAsync("source", "a", default, Token));
        await AssertForgetsAsync(storage, "a", async () => await storage.RenameAsync("source", "a", default, Token));
        await AssertForgetsAsync(storage, "a", async () => await storage.RenameAsync("a", "source", default, Token));
        await AssertForgetsAsync(storage, "a", async () =>
        {
            await using StorageWriter writer = await storage.OpenWriteAsync("a", cancellation: Token);
            await writer.WriteAsync("new"u8.ToArray(), Token);
            return await writer.CommitAsync(Token);
        });
        await AssertForgetsAsync(storage, "a", async () =>
        {
            _below.FailFirst(1, StorageOperation.Put);
            return await Assert.ThrowsAsync<StorageException>(
                async () => await storage.PutTextAsync("a", "new", cancellation: Token));
        });
    }

    [Fact]
    public async Task TryGetAsync_ConditionsAndRanges_AreAnsweredFromMemory()
    {
        await using var storage = new CachedStorage(_below, Options);
        StorageEntry entry = await storage.PutTextAsync("key", "0123456789", cancellation: Token);
        var other = new StorageETag(1, 2);

        Assert.Equal("34", await GetAsync(storage, StorageRange.Bounded(3, 2), default));
        Assert.Equal("89", await GetAsync(storage, StorageRange.Last(2), StorageCondition.IfMatch(entry.ETag)));
        Assert.Equal("0123456789", await GetAsync(storage, default, StorageCondition.IfNoneMatch(other)));
        StorageContent same = await storage.TryGetAsync(
            "key", new GetOptions { Condition = StorageCondition.IfNoneMatch(entry.ETag) }, Token);
        Assert.Equal(StorageOutcome.NotModified, same.Outcome);
        Assert.Equal(0, Gets());

        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            async () => await GetAsync(storage, default, StorageCondition.IfMatch(other)));
        _ = await Assert.ThrowsAsync<StorageRangeException>(
            async () => await GetAsync(storage, StorageRange.From(99), default));
        Assert.Equal(2, Gets());
    }

    [Fact]
    public async Task OpenReadAsync_Kept_ReadsFromMemory()
    {
        await using var storage = new CachedStorage(_below, Options);
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        StorageReader reader = await storage.OpenReadAsync("key", default, Token);
        await using (reader)
        {
            _ = await storage.PutTextAsync("key", "other", cancellation: Token);
            using ChunkedBuffers.BufferSlice portion = await reader.ReadAsync(Token);
            Assert.Equal("value", portion.GetString(System.Text.Encoding.UTF8));
        }

        Assert.Equal(0, Gets());
    }

    [Fact]
    public async Task TryStatAsync_AfterAForeignDelete_IsRight()
    {
        await using var storage = new CachedStorage(_below, Options);
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        _ = await _below.DeleteAsync("key", default, Token);

        Assert.False(await storage.ExistsAsync("key", Token));
        Assert.Null(await storage.TryStatAsync("key", Token));
    }

    [Fact]
    public async Task TryGetAsync_Missing_IsAskedAgainUnlessNegativesAreKept()
    {
        await using var storage = new CachedStorage(_below, Options);
        Assert.False((await storage.TryGetAsync("key", default, Token)).IsFound);
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        Assert.Equal("value", await storage.GetTextAsync("key", Token));

        var other = new ScriptedStorage();
        await using var keeping = new CachedStorage(
            other, Options with { NegativeLifetime = TimeSpan.FromSeconds(5) });
        Assert.False((await keeping.TryGetAsync("key", default, Token)).IsFound);
        Assert.False((await keeping.TryGetAsync("key", default, Token)).IsFound);
        Assert.Equal(1, other.CallCount);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.False((await keeping.TryGetAsync("key", default, Token)).IsFound);
        Assert.Equal(2, other.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_LifetimeOrExpiryIsOver_IsAskedAgain()
    {
        await using var storage = new CachedStorage(
            new ScriptedStorage(new MemoryStorage(new MemoryStorageOptions { TimeProvider = _time })),
            Options with { Lifetime = TimeSpan.FromSeconds(10) });
        _ = await storage.PutTextAsync("a", "value", cancellation: Token);
        var options = new PutOptions { ExpiresAt = _time.GetUtcNow() + TimeSpan.FromSeconds(5) };
        _ = await storage.PutTextAsync("b", "value", options, Token);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.False((await storage.TryGetAsync("b", default, Token)).IsFound);
        Assert.Equal("value", await storage.GetTextAsync("a", Token));
        Assert.Equal(1, storage.Statistics.Misses);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("value", await storage.GetTextAsync("a", Token));
        Assert.Equal(2, storage.Statistics.Misses);
    }

    [Fact]
    public async Task TryGetAsync_TooLong_PassesBy()
    {
        await using var storage = new CachedStorage(_below, Options with { ValueBytesMax = 4 });
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        Assert.Equal("value", await storage.GetTextAsync("key", Token));
        Assert.Equal("value", await storage.GetTextAsync("key", Token));
        Assert.Equal(2, Gets());
    }

    [Fact]
    public async Task CachedStorage_MoreThanFits_KeepsWithinItsLimitsAndGivesAllBack()
    {
        var random = SeededRandom.Create();
        var storage = new CachedStorage(_below, Options with { EntriesMax = 16, BytesMax = 64 * 1024 });
        StorageContent kept;
        await using (storage)
        {
            for (int index = 0; index < 2000; index++)
            {
                StorageKey key = $"key{random.Next(64)}";
                if (random.Chance(30))
                {
                    _ = await storage.PutAsync(key, random.NextBytes(random.NextLength(6000)), cancellation: Token);
                }
                else
                {
                    using StorageContent content = await storage.TryGetAsync(key, default, Token);
                }
            }

            _ = await storage.PutTextAsync("last", "value", cancellation: Token);
            kept = await storage.GetAsync("last", default, Token);
        }

        Assert.True(kept.Bytes.SequenceEqual("value"u8));
        kept.Dispose();
    }

    [Fact]
    public async Task CachedStorage_ReadersAndWritersOnThreads_NeverSeeAnOlderValue()
    {
        await using var storage = new CachedStorage(_below, Options);
        _ = await storage.PutTextAsync("key", "0", cancellation: Token);
        int written = 0;
        Task writer = Task.Run(async () =>
        {
            for (int version = 1; version <= 2000; version++)
            {
                _ = await storage.PutTextAsync("key", version.ToString("D"), cancellation: Token);
                Volatile.Write(ref written, version);
                if (version % 50 == 0)
                {
                    storage.Clear();
                }
            }
        });
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            int last = 0;
            while (!writer.IsCompleted)
            {
                int floor = Math.Max(last, Volatile.Read(ref written));
                last = int.Parse(await storage.GetTextAsync("key", Token));
                Assert.True(last >= floor, $"{last} was read after {floor}.");
            }
        }))];
        await writer;
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Clear_WhileOthersWrite_LosesNoValueThatDisposeWaitsFor()
    {
        for (int round = 0; round < LongRun.Rounds(shortRun: 10, longRun: 500); round++)
        {
            var storage = new CachedStorage(new MemoryStorage(), Options);
            Task[] writers = [.. Enumerable.Range(0, 2).Select(writer => Task.Run(async () =>
            {
                for (int count = 0; count < 100; count++)
                {
                    _ = await storage.PutTextAsync($"key {writer}", "value", cancellation: Token);
                }
            }))];
            Task all = Task.WhenAll(writers);
            await Task.Run(() =>
            {
                while (!all.IsCompleted)
                {
                    storage.Clear();
                }
            });
            await all;
            await Eventually.EndsAsync(storage.DisposeAsync().AsTask(), $"dispose in round {round}");
        }
    }

    [Fact]
    public async Task TryGetAsync_AHit_AllocatesNothing()
    {
        await using var storage = new CachedStorage(new MemoryStorage());
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        LayerAssert.GetIsFlat(storage, "key");
    }

    [Fact]
    public async Task DisposeAsync_AReadThatWasGivenUpGoesOnBelow_WaitsForIt()
    {
        var storage = new CachedStorage(_below, Options);
        var begun = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        _below.Before = async (_, _, _) =>
        {
            begun.SetResult();
            await gate.Task;
        };
        using var source = new CancellationTokenSource();
        Task<string> get = storage.GetTextAsync("key", source.Token).AsTask();
        await Eventually.EndsAsync(begun.Task, "the read below to begin");
        await source.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);

        Task dispose = storage.DisposeAsync().AsTask();
        Assert.False(_below.IsDisposed);
        gate.SetResult();
        await Eventually.EndsAsync(dispose, "dispose");
        Assert.True(_below.IsDisposed);
    }

    [Fact]
    public async Task PutAsync_ALifetimeBeyondAllDates_IsForEver()
    {
        var options = new CacheOptions { Lifetime = TimeSpan.MaxValue, NegativeLifetime = TimeSpan.MaxValue };
        await using var storage = new CachedStorage(_below, options);
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        Assert.Equal("value", await storage.GetTextAsync("key", Token));
        Assert.False((await storage.TryGetAsync("missing", default, Token)).IsFound);
        Assert.False((await storage.TryGetAsync("missing", default, Token)).IsFound);
        Assert.Equal(1, Gets());
    }

    [Fact]
    public async Task DisposeAsync_Twice_DoesNothingMore()
    {
        var storage = new CachedStorage(new MemoryStorage());
        await storage.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Fact]
    public void CacheOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheOptions { BytesMax = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheOptions { EntriesMax = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheOptions { ValueBytesMax = -1 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CacheOptions { Lifetime = TimeSpan.Zero }.Validate());
    }

    private async Task AssertForgetsAsync(CachedStorage storage, StorageKey key, Func<Task<object?>> write)
    {
        _ = await storage.PutTextAsync(key, "kept", cancellation: Token);
        int before = Gets();
        Assert.Equal("kept", await storage.GetTextAsync(key, Token));
        Assert.Equal(before, Gets());
        _ = await write();
        _below.Before = null;
        using StorageContent content = await storage.TryGetAsync(key, default, Token);
        Assert.Equal(before + 1, Gets());
        using StorageContent below = await _below.Below.TryGetAsync(key, default, Token);
        Assert.Equal(below.Entry.ETag, content.Entry.ETag);
    }

    private async Task AssertForgetsAsync<TResult>(CachedStorage storage, StorageKey key, Func<Task<TResult>> write) =>
        await AssertForgetsAsync(storage, key, async () => (object?)await write());

    private static async Task<string> GetAsync(IStorage storage, StorageRange range, StorageCondition condition)
    {
        using StorageContent content = await storage.TryGetAsync(
            "key", new GetOptions { Range = range, Condition = condition }, Token);
        return content.Bytes.GetString(System.Text.Encoding.UTF8);
    }

    private int Gets() => _below.Calls.Count(static operation => operation == StorageOperation.Get);
}
