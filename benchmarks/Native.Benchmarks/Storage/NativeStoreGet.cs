using System;
using System.Linq;
using System.Threading.Tasks;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Ours: values of a store of files or of a bucket, each whole. Ownership: the store transfers.</summary>
internal sealed class NativeStoreGet(StoreWork work, IStorage storage) : GetWorkload(work)
{
    private readonly IStorage _storage = storage;
    private readonly StorageKey[] _keys = [.. work.Keys().Select(StorageKey.Parse)];

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
