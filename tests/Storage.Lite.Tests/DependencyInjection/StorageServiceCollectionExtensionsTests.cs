using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Native.TestKit;
using Storage.Lite.Testing;
using Xunit;

namespace Storage.Lite.Tests.DependencyInjection;

public sealed class StorageServiceCollectionExtensionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddStorage_TwoNames_EachIsFoundAndTheFirstIsTheDefault()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddStorage("avatars", static builder => builder.UseMemory(new() { Name = "avatars" }))
            .AddStorage("logs", static builder => builder.UseMemory(new() { Name = "logs" }))
            .BuildServiceProvider();

        Assert.Equal("avatars", provider.GetRequiredKeyedService<IStorage>("avatars").Name);
        Assert.Equal("logs", provider.GetRequiredKeyedService<IStorage>("logs").Name);
        Assert.Same(
            provider.GetRequiredKeyedService<IStorage>("avatars"), provider.GetRequiredService<IStorage>());
    }

    [Fact]
    public async Task AddStorage_Section_IsRead()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddStorage("s", Section(("type", "memory"), ("name", "configured")))
            .BuildServiceProvider();

        Assert.Equal("configured", provider.GetRequiredService<IStorage>().Name);
    }

    [Fact]
    public async Task AddStorage_WrongSection_FailsTheStartWithItsPath()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddStorage("s", Section(("type", "memory"), ("colour", "red")))
            .BuildServiceProvider();

        OptionsValidationException error = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("s:colour", error.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddStorage_NoBackend_FailsTheStart()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddStorage("s", static _ => { })
            .BuildServiceProvider();

        _ = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IStartupValidator>().Validate());
    }

    [Theory]
    [InlineData(false, HealthStatus.Healthy)]
    [InlineData(true, HealthStatus.Degraded)]
    public async Task AddStorage_HealthChecks_AskTheStore(bool isIll, HealthStatus expected)
    {
        IServiceCollection services = new ServiceCollection()
            .AddLogging()
            .AddStorage("s", builder => builder.UseBackend(() => new IllStorage(isIll)));
        _ = services.AddHealthChecks().AddStorage("s", HealthStatus.Degraded, ["ready"]);
        await using ServiceProvider provider = services.BuildServiceProvider();

        HealthReport report = await provider.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(Cancellation);

        Assert.Equal(expected, report.Entries["s"].Status);
        Assert.Equal(5L, report.Entries["s"].Data["freeBytes"]);
    }

    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(5, HealthStatus.Healthy)]
    [InlineData(6, HealthStatus.Degraded)]
    public async Task AddStorage_HealthCheckWithRoomToKeep_IsDegradedBelowIt(long freeBytesMin, HealthStatus expected)
    {
        IServiceCollection services = new ServiceCollection()
            .AddLogging()
            .AddStorage("s", static builder => builder.UseBackend(static () => new IllStorage(isIll: false)));
        _ = services.AddHealthChecks().AddStorage("s", freeBytesMin: freeBytesMin);
        await using ServiceProvider provider = services.BuildServiceProvider();

        HealthReport report = await provider.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(Cancellation);

        Assert.Equal(expected, report.Entries["s"].Status);
        Assert.Equal(5L, report.Entries["s"].Data["freeBytes"]);
    }

    [Fact]
    public async Task AddStorageDistributedCache_TwoStores_EachIsFoundAndTheLastIsTheDefault()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddStorage("sessions", static builder => builder.UseMemory())
            .AddStorage("pages", static builder => builder.UseMemory())
            .AddStorageDistributedCache("sessions")
            .AddStorageDistributedCache("pages", new StorageDistributedCacheOptions { Prefix = "p/" })
            .BuildServiceProvider();

        IDistributedCache pages = provider.GetRequiredKeyedService<IDistributedCache>("pages");
        Assert.Same(pages, provider.GetRequiredService<IDistributedCache>());
        await pages.SetAsync("key", [1], new(), Cancellation);
        Assert.True(await provider.GetRequiredKeyedService<IStorage>("pages").ExistsAsync("p/key", Cancellation));
        Assert.Null(
            await provider.GetRequiredKeyedService<IDistributedCache>("sessions").GetAsync("key", Cancellation));
    }

    [Fact]
    public async Task AddStorageDistributedCache_UnderHybridCache_IsItsSecondLevel()
    {
        // Two processes in one: each has a first level of its own, and both have the store.
        await using var storage = new MemoryStorage();
        await using ServiceProvider one = Hybrid(storage);
        await using ServiceProvider other = Hybrid(storage);
        int made = 0;
        ValueTask<string> Make(CancellationToken cancellation)
        {
            return new ValueTask<string>($"value {++made}");
        }

        HybridCache first = one.GetRequiredService<HybridCache>();
        HybridCache second = other.GetRequiredService<HybridCache>();
        Assert.Equal("value 1", await first.GetOrCreateAsync("a key", Make, cancellationToken: Cancellation));

        // The second level is written after the value was returned, and a write that fails is only logged.
        await Eventually.TrueAsync(
            () => storage.ExistsAsync("cache/a%0020key", Cancellation), "the value in the second level");

        Assert.Equal("value 1", await second.GetOrCreateAsync("a key", Make, cancellationToken: Cancellation));
        await first.RemoveAsync("a key", Cancellation);
        Assert.False(await storage.ExistsAsync("cache/a%0020key", Cancellation));
        Assert.Equal("value 2", await first.GetOrCreateAsync("a key", Make, cancellationToken: Cancellation));
    }

    private static ServiceProvider Hybrid(MemoryStorage storage)
    {
        IServiceCollection services = new ServiceCollection()
            .AddKeyedSingleton<IStorage>("shared", storage)
            .AddStorageDistributedCache("shared");
        _ = services.AddHybridCache();
        return services.BuildServiceProvider();
    }

    private static IConfigurationSection Section(params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach ((string name, string value) in settings)
        {
            values[$"s:{name}"] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("s");
    }

    private sealed class IllStorage(bool isIll) : StorageLayer(new MemoryStorage())
    {
        public override ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default) =>
            new(new StorageHealth { IsHealthy = !isIll, Description = "looked", FreeBytes = 5 });
    }
}
