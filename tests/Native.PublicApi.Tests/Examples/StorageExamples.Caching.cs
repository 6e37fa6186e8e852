using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Storage.Lite;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <content>What docs/distributed-cache.md shows.</content>
public sealed partial class StorageExamples
{
    [Fact]
    public async Task DistributedCache_Entry_IsGotAgain()
    {
        await using var storage = new MemoryStorage();
        byte[] value = [1, 2, 3];

        var cache = new StorageDistributedCache(storage, new StorageDistributedCacheOptions
        {
            SlidingTolerance = TimeSpan.FromMinutes(1),
        });
        var options = new DistributedCacheEntryOptions
        {
            SlidingExpiration = TimeSpan.FromMinutes(20),
            AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(8),
        };
        await cache.SetAsync("session 17", value, options);
        byte[]? again = await cache.GetAsync("session 17");

        Assert.Equal(value, again);
    }

    [Fact]
    public void DistributedCache_Services_HaveIt()
    {
        var services = new ServiceCollection();
        services.AddStorage("cache", builder => builder.UseFiles("/var/cache/site").UseCompression());
        services.AddStorageDistributedCache("cache");

        Assert.Contains(services, static service => service.ServiceType == typeof(IDistributedCache));
    }
}
