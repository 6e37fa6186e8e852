using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Tests.Layers.Resilience;

public sealed class CircuitBreakerStorageTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedStorage _below = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CircuitBreakerOptions Options => new() { CallCountMin = 4, TimeProvider = _time };

    [Fact]
    public async Task TryGetAsync_MostCallsFail_LeavesTheStoreAloneAndTriesAgainLater()
    {
        await using var storage = new CircuitBreakerStorage(_below, Options);
        _below.FailFirst(4);
        await FailAsync(storage, 4);
        Assert.True(storage.IsOpen);

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.TryGetAsync("key", default, Token));
        Assert.Equal(StorageTransience.Temporary, error.Transience);
        Assert.Contains("left alone", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, _below.CallCount);

        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.False((await storage.TryGetAsync("key", default, Token)).IsFound);
        Assert.False(storage.IsOpen);
    }

    [Fact]
    public async Task TryGetAsync_PermanentErrors_AreHealthyAnswers()
    {
        await using var storage = new CircuitBreakerStorage(_below, Options);
        _below.Before = static (operation, _, _) =>
            throw new StoragePreconditionException(operation, "key", "scripted");
        for (int index = 0; index < 8; index++)
        {
            _ = await Assert.ThrowsAsync<StoragePreconditionException>(
                async () => await storage.TryGetAsync("key", default, Token));
        }

        Assert.False(storage.IsOpen);
    }

    [Fact]
    public async Task RetryStorage_OverAnOpenCircuit_WaitsForIt()
    {
        await using var storage = new RetryStorage(
            new CircuitBreakerStorage(_below, Options),
            new RetryOptions { TimeProvider = _time, UsesJitter = false, MaxRetries = 9 });
        _below.FailFirst(4);
        Task<StorageContent> get = storage.TryGetAsync("key", default, Token).AsTask();
        await _time.RunAsync(get, TimeSpan.FromSeconds(1));

        Assert.False((await get).IsFound);
        Assert.Equal(5, _below.CallCount);
    }

    [Fact]
    public async Task TryGetAsync_AnsweredAtOnce_AllocatesNothing()
    {
        await using var storage = new CircuitBreakerStorage(new MemoryStorage());
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        LayerAssert.GetIsFlat(storage, "key");
    }

    [Fact]
    public void CircuitBreakerOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreakerOptions { FailureRatio = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreakerOptions { FailureRatio = 1.1 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new CircuitBreakerOptions { CallCountMin = 1 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new CircuitBreakerOptions { BreakTime = TimeSpan.Zero }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new CircuitBreakerOptions { SamplingTime = TimeSpan.FromDays(3) }.Validate());
    }

    private static async Task FailAsync(IStorage storage, int count)
    {
        for (int index = 0; index < count; index++)
        {
            _ = await Assert.ThrowsAsync<StorageException>(
                async () => await storage.TryGetAsync("key", default, Token));
        }
    }
}
