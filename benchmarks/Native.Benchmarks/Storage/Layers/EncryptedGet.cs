using System;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Ours: EncryptedStorage over FileStorage.</summary>
internal sealed class EncryptedGet : GetWorkload
{
    private readonly EncryptedStorage _storage;
    private readonly StorageKey[] _keys;
    private readonly string _folder;

    public EncryptedGet(StoreWork work)
        : base(work)
    {
        _folder = work.FreshFolder($"encrypted-{work.Size.Name}");
        var files = FileStorage.Open(_folder, new FileStorageOptions { Durability = FileDurability.None });
        _storage = new EncryptedStorage(files, new byte[ChunkKey.Length]);
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

    protected override void Release()
    {
        _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
        System.IO.Directory.Delete(_folder, recursive: true);
    }
}
