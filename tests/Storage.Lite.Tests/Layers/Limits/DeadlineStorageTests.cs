using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests.Layers.Limits;

public sealed class DeadlineStorageTests
{
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(31);

    private readonly ManualTime _time = new();
    private readonly ScriptedStorage _below = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DeadlineOptions Options => new() { TimeProvider = _time };

    [Fact]
    public async Task TryGetAsync_NoAnswer_IsATimeoutThatSaysHowLong()
    {
        await using var storage = new DeadlineStorage(_below, Options);
        _below.Hang();

        Task<StorageContent> get = storage.TryGetAsync("key", default, Token).AsTask();
        await _time.RunAsync(get, s_late);

        StorageTimeoutException error = await Assert.ThrowsAsync<StorageTimeoutException>(() => get);
        Assert.Equal(StorageTransience.Temporary, error.Transience);
        Assert.Equal("key", error.Key.Text);
        Assert.Contains("deadline of 30 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryGetAsync_TheCallerGivesUp_IsHisCancellation()
    {
        await using var storage = new DeadlineStorage(_below, Options);
        _below.Hang();
        using var source = new CancellationTokenSource();

        Task<StorageContent> get = storage.TryGetAsync("key", default, source.Token).AsTask();
        await _time.WaitForTimerAsync();
        await source.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        Assert.Equal(source.Token, error.CancellationToken);
        error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await storage.TryGetAsync("key", default, source.Token));
        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public async Task TryGetAsync_ALateAnswerInTime_IsReturned()
    {
        await using var storage = new DeadlineStorage(_below, Options);
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        var gate = new TaskCompletionSource();
        _below.Before = async (_, _, _) => await gate.Task;

        Task<string> get = storage.GetTextAsync("key", Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(29));
        gate.SetResult();

        Assert.Equal("value", await get);
    }

    [Fact]
    public async Task OpenReadAsync_APortionHangs_IsATimeout()
    {
        await using var storage = new DeadlineStorage(_below, Options);
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        StorageReader reader = await storage.OpenReadAsync("key", default, Token);
        await using (reader)
        {
            _below.Hang();
            Task<BufferSlice> read = reader.ReadAsync(Token).AsTask();
            await _time.RunAsync(read, s_late);
            _ = await Assert.ThrowsAsync<StorageTimeoutException>(() => read);
        }
    }

    [Fact]
    public async Task OpenWriteAsync_APortionOrTheCommitHangs_IsATimeout()
    {
        await using var storage = new DeadlineStorage(_below, Options);
        await using (StorageWriter writer = await storage.OpenWriteAsync("key", cancellation: Token))
        {
            await writer.WriteAsync("value"u8.ToArray(), Token);
            _below.Hang();
            Task flush = writer.FlushAsync(Token).AsTask();
            await _time.RunAsync(flush, s_late);
            _ = await Assert.ThrowsAsync<StorageTimeoutException>(() => flush);
        }

        _below.Before = null;
        await using (StorageWriter writer = await storage.OpenWriteAsync("key", cancellation: Token))
        {
            await writer.WriteAsync("value"u8.ToArray(), Token);
            await writer.FlushAsync(Token);
            _below.Hang();
            Task commit = writer.CommitAsync(Token).AsTask();
            await _time.RunAsync(commit, s_late);
            _ = await Assert.ThrowsAsync<StorageTimeoutException>(() => commit);
        }

        _below.Before = null;
        Assert.False(await storage.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task ListPagesAsync_APageHangs_IsATimeout()
    {
        await using var storage = new DeadlineStorage(_below, Options);
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        _below.Hang();

        Task<bool> list = AnyAsync(storage);
        await _time.RunAsync(list, s_late);

        _ = await Assert.ThrowsAsync<StorageTimeoutException>(() => list);
        _below.Before = null;
        Assert.True(await AnyAsync(storage));
    }

    [Fact]
    public async Task CheckHealthAsync_NoAnswer_IsIll()
    {
        await using var storage = new DeadlineStorage(_below, Options);
        _below.Hang();

        Task<StorageHealth> check = storage.CheckHealthAsync(Token).AsTask();
        await _time.RunAsync(check, s_late);

        Assert.False((await check).IsHealthy);
        _ = Assert.IsType<StorageTimeoutException>((await check).Error);
    }

    [Fact]
    public async Task DeadlineStorage_OverRetriesOfHungAttempts_BoundsAll()
    {
        var attempts = new AttemptTimeoutOptions { TimeProvider = _time, Timeout = TimeSpan.FromSeconds(10) };
        var retries = new RetryOptions { TimeProvider = _time, MaxRetries = 90, UsesJitter = false };
        await using var storage = new DeadlineStorage(
            new RetryStorage(new AttemptTimeoutStorage(_below, attempts), retries), Options);
        _below.Hang();

        Task<StorageContent> get = storage.TryGetAsync("key", default, Token).AsTask();
        await _time.RunAsync(get, TimeSpan.FromSeconds(1));

        StorageTimeoutException error = await Assert.ThrowsAsync<StorageTimeoutException>(() => get);
        Assert.Contains("deadline of 30 s", error.Message, StringComparison.Ordinal);

        // The clock does not wait for the attempts, so on a busy machine there are fewer of them.
        Assert.InRange(_below.CallCount, 1, 3);
    }

    [Fact]
    public async Task TryGetAsync_AnsweredAtOnce_AllocatesNothing()
    {
        await using var storage = new DeadlineStorage(new AttemptTimeoutStorage(new MemoryStorage()));
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        LayerAssert.GetIsFlat(storage, "key");
    }

    [Fact]
    public void DeadlineOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeadlineOptions { Timeout = TimeSpan.Zero }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new AttemptTimeoutOptions { Timeout = TimeSpan.FromDays(2) }.Validate());
        Assert.Throws<ArgumentNullException>(() => new DeadlineOptions { TimeProvider = null! }.Validate());
    }

    private static async Task<bool> AnyAsync(IStorage storage)
    {
        await foreach (StorageEntry entry in storage.ListAsync("", Token))
        {
            return entry.Key == "key";
        }

        return false;
    }
}
