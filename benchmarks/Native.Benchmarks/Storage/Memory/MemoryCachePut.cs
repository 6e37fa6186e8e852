using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Caching.Memory;

namespace Native.Benchmarks;

/// <summary>The framework's MemoryCache without limits takes a reference to the array.</summary>
internal sealed class MemoryCachePut(StoreWork work) : PutWorkload(work)
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());

    protected override Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        foreach (int key in keys.Span)
        {
            _ = _cache.Set(Keys[key], Value);
            checksum += OneValue;
        }

        return Task.FromResult(checksum);
    }

    protected override byte[] Read(int key) => _cache.Get<byte[]>(Keys[key])!;

    protected override void Release() => _cache.Dispose();
}
