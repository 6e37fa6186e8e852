using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Ours: FileStorage with a durability.</summary>
internal sealed class NativeFilePut : PutWorkload
{
    private readonly string _folder;
    private readonly FileStorage _storage;
    private readonly StorageKey[] _keys;
    private readonly BufferSlice[] _values;

    public NativeFilePut(StoreWork work, FileDurability durability)
        : base(work)
    {
        _folder = work.FreshFolder($"native-put-{durability}-{work.Size.Name}-{work.Lanes}");
        _storage = FileStorage.Open(_folder, new FileStorageOptions { Durability = durability });
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

    protected override byte[] Read(int key) => File.ReadAllBytes(Path.Combine(_folder, Keys[key]));

    protected override void Release()
    {
        Array.ForEach(_values, static value => value.Dispose());
        _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }
}
