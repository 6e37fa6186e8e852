using System;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Ours: any store that keeps values in memory.</summary>
internal sealed class NativeMemoryGet : GetWorkload
{
    private readonly IStorage _storage;
    private readonly StorageKey[] _keys;

    public NativeMemoryGet(StoreWork work, Func<IStorage> open)
        : base(work)
    {
        _storage = open();
        _keys = [.. work.Keys().Select(StorageKey.Parse)];
        for (int key = 0; key < _keys.Length; key++)
        {
            using BufferSlice value = BufferSlice.CopyFrom(work.ValueOf(key));
            _ = _storage.PutAsync(_keys[key], value).AsTask().GetAwaiter().GetResult();
        }
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            int key = keys.Span[op];
            using StorageContent content = await _storage.TryGetAsync(_keys[key]);
            checksum += Look(content.Bytes, key);
        }

        return checksum;
    }

    protected override void Release() => _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
