using System;
using System.Linq;
using System.Threading.Tasks;
using Storage.Lite;
using Storage.Lite.S3;

namespace Native.Benchmarks;

/// <summary>Ours: objects of a bucket, each in pooled memory of its own.</summary>
internal sealed class NativeS3Get : GetWorkload
{
    private readonly S3Storage _storage;
    private readonly StorageKey[] _keys;

    public NativeS3Get(StoreWork work, S3Service service)
        : base(work)
    {
        string prefix = $"native-get-{work.Size.Name}/";
        service.Fill(work, prefix);
        _storage = service.OpenStorage(prefix);
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
