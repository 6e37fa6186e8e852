using System;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Ours: MemoryStorage takes a reference to the value.</summary>
internal sealed class NativeMemoryPut : PutWorkload
{
    private readonly MemoryStorage _storage = new();
    private readonly StorageKey[] _keys;
    private readonly BufferSlice[] _values;

    public NativeMemoryPut(StoreWork work)
        : base(work)
    {
        _keys = [.. Keys.Select(StorageKey.Parse)];
        _values = CopyValues();
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            StorageEntry entry = await _storage.PutAsync(_keys[keys.Span[op]], _values[Turn]);
            checksum += entry.Length == Value.Length ? OneValue : 0;
        }

        return checksum;
    }

    protected override byte[] Read(int key)
    {
        using StorageContent content = _storage.TryGetAsync(_keys[key]).AsTask().GetAwaiter().GetResult();
        return content.Bytes.ToArray();
    }

    protected override void Release()
    {
        Array.ForEach(_values, static value => value.Dispose());
        _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
