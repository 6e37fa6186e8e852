using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Caching.Memory;

namespace Native.Benchmarks;

/// <summary>The framework's MemoryCache without limits: an array that everybody shares.</summary>
internal sealed class MemoryCacheGet : GetWorkload
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());
    private readonly string[] _keys;

    public MemoryCacheGet(StoreWork work)
        : base(work)
    {
        _keys = work.Keys();
        for (int key = 0; key < _keys.Length; key++)
        {
            _ = _cache.Set(_keys[key], work.ValueOf(key));
        }
    }

    protected override Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        foreach (int key in keys.Span)
        {
            checksum += _cache.TryGetValue(_keys[key], out byte[]? value) ? Look(value, key) : 0;
        }

        return Task.FromResult(checksum);
    }

    protected override void Release() => _cache.Dispose();
}
