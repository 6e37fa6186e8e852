using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>ConcurrentDictionary: an array that everybody shares.</summary>
internal sealed class DictionaryGet : GetWorkload
{
    private readonly ConcurrentDictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly string[] _keys;

    public DictionaryGet(StoreWork work)
        : base(work)
    {
        _keys = work.Keys();
        for (int key = 0; key < _keys.Length; key++)
        {
            _values[_keys[key]] = work.ValueOf(key);
        }
    }

    protected override Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        foreach (int key in keys.Span)
        {
            checksum += _values.TryGetValue(_keys[key], out byte[]? value) ? Look(value, key) : 0;
        }

        return Task.FromResult(checksum);
    }
}
