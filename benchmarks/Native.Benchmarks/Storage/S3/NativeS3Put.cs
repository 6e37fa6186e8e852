using System;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite;
using Storage.Lite.S3;

namespace Native.Benchmarks;

/// <summary>Ours: values in pooled memory, put to a bucket.</summary>
internal sealed class NativeS3Put : PutWorkload
{
    private readonly S3Storage _storage;
    private readonly StorageKey[] _keys;
    private readonly BufferSlice[] _values;

    public NativeS3Put(StoreWork work, S3Service service)
        : base(work)
    {
        using (service.OpenClient())
        {
            // Makes the bucket.
        }

        _storage = service.OpenStorage($"native-put-{work.Size.Name}/");
        _keys = [.. Keys.Select(StorageKey.Parse)];
        _values = CopyValues();
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            await _storage.PutAsync(_keys[keys.Span[op]], _values[Turn]);
            checksum += OneValue;
        }

        return checksum;
    }

    protected override byte[] Read(int key)
    {
        using StorageContent content = _storage.GetAsync(_keys[key]).AsTask().GetAwaiter().GetResult();
        return content.Bytes.ToArray();
    }

    protected override void Release()
    {
        Array.ForEach(_values, value => value.Dispose());
        _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
