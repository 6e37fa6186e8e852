using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests.Layers.Limits;

public sealed class ConcurrencyLimitStorageTests
{
    private readonly ScriptedStorage _below = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryGetAsync_MoreThanTheLimit_RunsThatManyAtOnce()
    {
        await using var storage = new ConcurrencyLimitStorage(
            _below, new ConcurrencyLimitOptions { ConcurrencyMax = 3 });
        var gate = new TaskCompletionSource();
        int running = 0;
        int runningMax = 0;
        _below.Before = async (_, _, _) =>
        {
            runningMax = Math.Max(runningMax, Interlocked.Increment(ref running));
            await gate.Task;
            _ = Interlocked.Decrement(ref running);
        };

        List<Task<StorageContent>> gets =
            [.. Enumerable.Range(0, 20).Select(_ => storage.TryGetAsync("key", default, Token).AsTask())];
        Assert.Equal(3, _below.CallCount);
        gate.SetResult();
        _ = await Task.WhenAll(gets);

        Assert.Equal(3, runningMax);
        Assert.Equal(20, _below.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_TooManyWait_FailsTemporarily()
    {
        await using var storage = new ConcurrencyLimitStorage(
            _below, new ConcurrencyLimitOptions { ConcurrencyMax = 1, WaitingMax = 1 });
        var gate = new TaskCompletionSource();
        _below.Before = async (_, _, _) => await gate.Task;
        Task<StorageContent> running = storage.TryGetAsync("key", default, Token).AsTask();
        Task<StorageContent> waiting = storage.TryGetAsync("key", default, Token).AsTask();

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.TryGetAsync("key", default, Token));
        Assert.Equal(StorageTransience.Temporary, error.Transience);

        gate.SetResult();
        _ = await running;
        _ = await waiting;
        Assert.False((await storage.TryGetAsync("key", default, Token)).IsFound);
    }

    [Fact]
    public async Task TryGetAsync_AWaiterGivesUp_TheOthersGetTheirTurn()
    {
        await using var storage = new ConcurrencyLimitStorage(
            _below, new ConcurrencyLimitOptions { ConcurrencyMax = 1 });
        var gate = new TaskCompletionSource();
        _below.Before = async (_, _, _) => await gate.Task;
        using var source = new CancellationTokenSource();
        Task<StorageContent> running = storage.TryGetAsync("key", default, Token).AsTask();
        Task<StorageContent> givesUp = storage.TryGetAsync("key", default, source.Token).AsTask();
        Task<StorageContent> waiting = storage.TryGetAsync("key", default, Token).AsTask();

        await source.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givesUp);
        gate.SetResult();
        _ = await running;
        _ = await waiting;

        Assert.Equal(2, _below.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_ManyGiveUpAtAnyMoment_NoPermitIsLostOrMade()
    {
        await using var storage = new ConcurrencyLimitStorage(
            _below, new ConcurrencyLimitOptions { ConcurrencyMax = 2 });
        _below.Before = async (_, _, _) => await Task.Yield();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token };
        await Parallel.ForAsync(0, 4000, atOnce, async (number, stopping) =>
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            Task<StorageContent> get = storage.TryGetAsync("key", default, source.Token).AsTask();
            if (number % 2 == 0)
            {
                await source.CancelAsync();
            }

            try
            {
                _ = await get;
            }
            catch (OperationCanceledException) when (number % 2 == 0)
            {
                // It gave up, which is what this is about.
                Assert.True(get.IsCanceled);
            }
        });

        var gate = new TaskCompletionSource();
        _below.Before = async (_, _, _) => await gate.Task;
        int before = _below.CallCount;
        List<Task<StorageContent>> gets =
            [.. Enumerable.Range(0, 3).Select(_ => storage.TryGetAsync("key", default, Token).AsTask())];
        Assert.Equal(2, _below.CallCount - before);
        gate.SetResult();
        _ = await Task.WhenAll(gets);
        Assert.Equal(3, _below.CallCount - before);
    }

    [Fact]
    public async Task ConcurrencyLimitStorage_CopyWithinItself_DoesNotLockOut()
    {
        await using var storage = new ConcurrencyLimitStorage(
            _below, new ConcurrencyLimitOptions { ConcurrencyMax = 1, WaitingMax = 0 });
        _ = await storage.PutTextAsync("a", "value", cancellation: Token);
        StorageReader reader = await storage.OpenReadAsync("a", default, Token);
        await using (reader)
        {
            await using StorageWriter writer = await storage.OpenWriteAsync("b", cancellation: Token);
            using BufferSlice portion = await reader.ReadAsync(Token);
            await writer.WriteAsync(portion, Token);
            _ = await writer.CommitAsync(Token);
        }

        Assert.Equal("value", await storage.GetTextAsync("b", Token));
    }

    [Fact]
    public async Task TryGetAsync_Failures_GiveTheirPermitBack()
    {
        await using var storage = new ConcurrencyLimitStorage(
            _below, new ConcurrencyLimitOptions { ConcurrencyMax = 1, WaitingMax = 0 });
        _below.Before = static (_, number, _) => number % 2 == 0
            ? throw ScriptedStorage.Temporary()
            : ValueTask.FromException(ScriptedStorage.Temporary());
        for (int index = 0; index < 4; index++)
        {
            _ = await Assert.ThrowsAsync<StorageException>(
                async () => await storage.TryGetAsync("key", default, Token));
        }

        Assert.Equal(4, _below.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_AnsweredAtOnce_AllocatesNothing()
    {
        await using var storage = new ConcurrencyLimitStorage(new MemoryStorage());
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        LayerAssert.GetIsFlat(storage, "key");
    }

    [Fact]
    public void ConcurrencyLimitOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConcurrencyLimitOptions { ConcurrencyMax = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConcurrencyLimitOptions { WaitingMax = -1 }.Validate());
    }
}
