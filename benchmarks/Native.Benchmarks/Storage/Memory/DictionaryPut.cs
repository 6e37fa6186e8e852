using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>ConcurrentDictionary takes a reference to the array.</summary>
internal sealed class DictionaryPut(StoreWork work) : PutWorkload(work)
{
    private readonly ConcurrentDictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    protected override Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        foreach (int key in keys.Span)
        {
            _values[Keys[key]] = Value;
            checksum += OneValue;
        }

        return Task.FromResult(checksum);
    }

    protected override byte[] Read(int key) => _values[Keys[key]];
}
