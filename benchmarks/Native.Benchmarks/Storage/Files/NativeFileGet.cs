using System;
using System.Linq;
using System.Threading.Tasks;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Ours: FileStorage, whose files hold the values and nothing else.</summary>
internal sealed class NativeFileGet : GetWorkload
{
    private readonly FileStorage _storage;
    private readonly StorageKey[] _keys;

    public NativeFileGet(StoreWork work)
        : base(work)
    {
        _storage = FileStorage.Open(work.ObjectFolder());
        _keys = [.. work.Keys().Select(StorageKey.Parse)];
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
