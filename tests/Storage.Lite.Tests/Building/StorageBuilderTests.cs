using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Storage.Lite.Tests.Layers;
using Xunit;

namespace Storage.Lite.Tests.Building;

public sealed class StorageBuilderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_AnyOrderOfCalls_KeepsTheOrderOfPlaces()
    {
        var made = new List<StorageLayerPlace>();
        var builder = new StorageBuilder();
        foreach (StorageLayerPlace place in new[]
        {
            StorageLayerPlace.Retry, StorageLayerPlace.Telemetry, StorageLayerPlace.Envelope,
            StorageLayerPlace.AttemptTimeout, StorageLayerPlace.MemoryCache,
        })
        {
            _ = builder.Use(place, inner =>
            {
                made.Add(place);
                return inner;
            });
        }

        await using IStorage storage = builder.UseMemory().Build();

        Assert.Equal(
            [
                StorageLayerPlace.AttemptTimeout, StorageLayerPlace.Retry, StorageLayerPlace.Envelope,
                StorageLayerPlace.MemoryCache, StorageLayerPlace.Telemetry,
            ],
            made);
    }

    [Fact]
    public async Task Build_EveryLayer_PutsAndGets()
    {
        await using IStorage storage = new StorageBuilder()
            .UseMemory()
            .UseDeadline()
            .UseQuota(new QuotaOptions())
            .UseCache()
            .UseCompression()
            .UseEncryption(new byte[32])
            .UseChecksums()
            .UseConcurrencyLimit()
            .UseRetry()
            .UseCircuitBreaker()
            .UseHedging()
            .UseAttemptTimeout()
            .Build();

        _ = await storage.PutTextAsync("a", "value", cancellation: Cancellation);

        Assert.Equal("value", await storage.GetTextAsync("a", Cancellation));
        Assert.True(await storage.DeleteAsync("a", cancellation: Cancellation));
    }

    [Fact]
    public void Use_TakenPlace_Throws()
    {
        StorageBuilder builder = new StorageBuilder().UseRetry();

        _ = Assert.Throws<InvalidOperationException>(() => builder.UseRetry());
    }

    [Fact]
    public void Use_NoSuchPlace_Throws()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(
            () => new StorageBuilder().Use((StorageLayerPlace)99, static inner => inner));
    }

    [Fact]
    public void UseBackend_Second_Throws()
    {
        StorageBuilder builder = new StorageBuilder().UseMemory();

        _ = Assert.Throws<InvalidOperationException>(() => builder.UseMemory());
    }

    [Fact]
    public void UseEncryption_Second_Throws()
    {
        using var keys = StorageKeyRing.FromKey(new byte[32]);
        StorageBuilder builder = new StorageBuilder().UseEncryption(keys);

        _ = Assert.Throws<InvalidOperationException>(() => builder.UsePassword("secret".AsMemory()));
        _ = Assert.Throws<InvalidOperationException>(() => builder.UseEncryption(new byte[32]));
    }

    [Fact]
    public void UseCompression_Second_Throws()
    {
        StorageBuilder builder = new StorageBuilder().UseCompression();

        _ = Assert.Throws<InvalidOperationException>(() => builder.UseCompression());
    }

    [Fact]
    public void UseCompression_PlaceOfTheEnvelopeIsTaken_Throws()
    {
        StorageBuilder builder = new StorageBuilder().Use(StorageLayerPlace.Envelope, static inner => inner);

        _ = Assert.Throws<InvalidOperationException>(() => builder.UseCompression());
        _ = Assert.Throws<InvalidOperationException>(() => new StorageBuilder().UseChecksums()
            .Use(StorageLayerPlace.Envelope, static inner => inner));
    }

    [Fact]
    public void UsePassword_Empty_Throws()
    {
        _ = Assert.Throws<ArgumentException>(() => new StorageBuilder().UsePassword(default));
    }

    [Fact]
    public async Task Build_Password_TakesBuildAsync()
    {
        StorageBuilder builder = new StorageBuilder().UseMemory().UseCache().UseRetry()
            .UsePassword("secret".AsMemory());

        _ = Assert.Throws<InvalidOperationException>(builder.Build);
        await using IStorage storage = await builder.BuildAsync(Cancellation);
        _ = await storage.PutTextAsync("a", "value", cancellation: Cancellation);

        Assert.Equal("value", await storage.GetTextAsync("a", Cancellation));
    }

    [Fact]
    public void Build_NoBackend_Throws()
    {
        _ = Assert.Throws<InvalidOperationException>(() => new StorageBuilder().UseCache().Build());
    }

    [Fact]
    public async Task Build_Twice_Throws()
    {
        StorageBuilder builder = new StorageBuilder().UseMemory();
        await using IStorage storage = builder.Build();

        _ = Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void UseComposite_NoTierOrOneWithoutBackend_Throws()
    {
        _ = Assert.Throws<ArgumentException>(() => new StorageBuilder().UseComposite([]));
        _ = Assert.Throws<InvalidOperationException>(() => new StorageBuilder().UseComposite([new StorageBuilder()]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Build_LayerThrows_DisposesWhatWasOpenedAndWipesTheKeys(bool waits)
    {
        var backend = new ScriptedStorage();
        StorageBuilder builder = new StorageBuilder().UseBackend(() => backend).UseRetry().UseEncryption(Key())
            .Use(StorageLayerPlace.MemoryCache, static _ => throw new NotSupportedException("It does not fit."));

        _ = await Assert.ThrowsAsync<NotSupportedException>(async () =>
            _ = waits ? await builder.BuildAsync(Cancellation) : builder.Build());

        Assert.True(backend.IsDisposed);
        Assert.Equal("0 keys", builder.OwnedKeys!.ToString());
        _ = Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void Build_EnvelopeRefusesItsOptions_DisposesTheBackend()
    {
        var backend = new ScriptedStorage();
        StorageBuilder builder = new StorageBuilder().UseBackend(() => backend)
            .UseCompression(new CompressionOptions { Level = 99 }).UseEncryption(Key());

        _ = Assert.ThrowsAny<ArgumentException>(builder.Build);

        Assert.True(backend.IsDisposed);
        Assert.Equal("0 keys", builder.OwnedKeys!.ToString());
    }

    [Fact]
    public void Build_BackendCannotBeOpened_WipesTheKeys()
    {
        StorageBuilder builder = new StorageBuilder()
            .UseBackend(static () => throw Closed()).UseEncryption(Key());

        _ = Assert.Throws<StorageException>(builder.Build);

        Assert.Equal("0 keys", builder.OwnedKeys!.ToString());
    }

    [Fact]
    public void Build_LaterTierFails_DisposesTheTiersBefore()
    {
        var first = new ScriptedStorage();
        StorageBuilder last = new StorageBuilder().UseMemory().UseEncryption(Key());
        StorageBuilder builder = new StorageBuilder().UseComposite(
        [
            new StorageBuilder().UseBackend(() => first),
            new StorageBuilder().UseBackend(static () => throw Closed()),
            last,
        ]);

        _ = Assert.Throws<StorageException>(builder.Build);

        Assert.True(first.IsDisposed);
        Assert.Equal("0 keys", last.OwnedKeys!.ToString());
    }

    [Fact]
    public void Build_CompositeRefusesItsOptions_DisposesTheTiers()
    {
        var tier = new ScriptedStorage();
        StorageBuilder builder = new StorageBuilder().UseComposite(
            [new StorageBuilder().UseBackend(() => tier)], new CompositeOptions { AuthoritativeTier = 7 });

        _ = Assert.ThrowsAny<ArgumentException>(builder.Build);

        Assert.True(tier.IsDisposed);
    }

    [Fact]
    public async Task Build_LayerAboveACompositeThrows_DisposesItsTiers()
    {
        var tier = new ScriptedStorage();
        StorageBuilder builder = new StorageBuilder()
            .UseComposite([new StorageBuilder().UseMemory(), new StorageBuilder().UseBackend(() => tier)])
            .Use(StorageLayerPlace.Telemetry, static _ => throw new NotSupportedException("It does not fit."));

        _ = await Assert.ThrowsAsync<NotSupportedException>(async () => await builder.BuildAsync(Cancellation));

        Assert.True(tier.IsDisposed);
    }

    [Fact]
    public async Task BuildAsync_TierWithPassword_PutsAndGets()
    {
        StorageBuilder builder = new StorageBuilder().UseComposite(
        [
            new StorageBuilder().UseMemory(),
            new StorageBuilder().UseComposite([new StorageBuilder().UseMemory().UsePassword("secret".AsMemory())]),
        ]);

        _ = Assert.Throws<InvalidOperationException>(builder.Build);
        await using IStorage storage = await builder.BuildAsync(Cancellation);
        _ = await storage.PutTextAsync("a", "value", cancellation: Cancellation);

        Assert.Equal("value", await storage.GetTextAsync("a", Cancellation));
    }

    [Fact]
    public async Task BuildAsync_WrongPassword_DisposesTheBackendOnce()
    {
        var memory = new MemoryStorage();
        await memory.PutTextAsync(EncryptedStorage.ManifestKeyText, "damaged", cancellation: Cancellation);
        var backend = new ScriptedStorage(memory);
        StorageBuilder builder = new StorageBuilder().UseBackend(() => backend).UsePassword("secret".AsMemory());

        _ = await Assert.ThrowsAsync<StorageIntegrityException>(async () => await builder.BuildAsync(Cancellation));

        Assert.True(backend.IsDisposed);
    }

    private static StorageException Closed() => new(StorageOperation.Open, default, "test", "closed");

    private static byte[] Key() => new byte[StorageKeyRing.KeyLength];
}
