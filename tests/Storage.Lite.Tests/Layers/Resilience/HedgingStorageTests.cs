using System;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Layers.Resilience;

public sealed class HedgingStorageTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly ScriptedStorage _below = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HedgingOptions Options => new() { TimeProvider = _time };

    [Fact]
    public async Task TryGetAsync_TheFirstAttemptIsSlow_TakesTheSecondAndStopsTheFirst()
    {
        await using var storage = new HedgingStorage(_below, Options);
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        var stopped = new TaskCompletionSource();
        _below.Before = async (_, number, token) =>
        {
            if (number == 2)
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    stopped.SetResult();
                }
            }
        };

        Task<string> get = storage.GetTextAsync("key", Token).AsTask();
        await _time.RunAsync(get, s_step);

        Assert.Equal("value", await get);
        await Eventually.EndsAsync(stopped.Task, "the attempt that lost to be stopped");
        Assert.Equal(3, _below.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_TheLoserAnswersLater_IsDisposed()
    {
        await using var storage = new HedgingStorage(_below, Options);
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        var gate = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        _below.After = async (_, number) =>
        {
            if (number == 2)
            {
                await gate.Task;
                answered.SetResult();
            }
        };

        Task<string> get = storage.GetTextAsync("key", Token).AsTask();
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(s_step);
                return _below.CallCount >= 3;
            },
            "the second attempt");

        gate.SetResult();
        Assert.Equal("value", await get);
        await Eventually.EndsAsync(answered.Task, "the answer of the attempt that lost");
    }

    [Fact]
    public async Task TryOpenReadAsync_TheFirstAttemptFails_TakesTheSecond()
    {
        await using var storage = new HedgingStorage(_below, Options);
        _ = await _below.PutTextAsync("key", "value", cancellation: Token);
        _below.FailFirst(1);
        StorageReader reader = await storage.OpenReadAsync("key", default, Token);
        await using (reader)
        {
            Assert.Equal(5, reader.Entry.Length);
        }

        _below.FailFirst(1);
        Assert.True(await storage.ExistsAsync("key", Token));
    }

    [Fact]
    public async Task TryGetAsync_BothAttemptsFail_ThrowsTheError()
    {
        await using var storage = new HedgingStorage(_below, Options);
        _below.FailFirst(2);
        Task<StorageContent> get = storage.TryGetAsync("key", default, Token).AsTask();
        await _time.RunAsync(get, s_step);
        _ = await Assert.ThrowsAsync<StorageException>(() => get);
        Assert.Equal(2, _below.CallCount);
    }

    [Fact]
    public async Task PutAsync_Slow_IsNotHedged()
    {
        await using var storage = new HedgingStorage(_below, Options);
        var gate = new TaskCompletionSource();
        _below.Before = async (_, _, _) => await gate.Task;
        Task<StorageEntry> put = storage.PutTextAsync("key", "value", cancellation: Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(10));
        gate.SetResult();
        _ = await put;
        Assert.Equal(1, _below.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_TheCallerGivesUp_IsHisCancellation()
    {
        await using var storage = new HedgingStorage(_below, Options);
        _below.Hang();
        using var source = new CancellationTokenSource();
        Task<StorageContent> get = storage.TryGetAsync("key", default, source.Token).AsTask();
        await source.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public async Task TryGetAsync_AnsweredAtOnce_AllocatesNothing()
    {
        await using var storage = new HedgingStorage(new MemoryStorage());
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        LayerAssert.GetIsFlat(storage, "key");
    }

    [Fact]
    public void HedgingOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HedgingOptions { Attempts = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new HedgingOptions { Attempts = 11 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new HedgingOptions { Delay = TimeSpan.FromSeconds(-1) }.Validate());
    }
}
