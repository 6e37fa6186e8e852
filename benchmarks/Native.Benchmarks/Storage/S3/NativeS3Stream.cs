using System;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite;
using Storage.Lite.S3;

namespace Native.Benchmarks;

/// <summary>Ours: objects of a bucket, portion by portion. Ownership: the store transfers.</summary>
internal sealed class NativeS3Stream(StoreWork work, S3Storage storage) : GetWorkload(work)
{
    private readonly S3Storage _storage = storage;
    private readonly StorageKey[] _keys = [.. work.Keys().Select(StorageKey.Parse)];

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            checksum += await ReadAsync(keys.Span[op]);
        }

        return checksum;
    }

    protected override void Release() => _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<ulong> ReadAsync(int key)
    {
        await using StorageReader reader = await _storage.TryOpenReadAsync(_keys[key]);
        long length = 0;
        byte first = 0;
        while (true)
        {
            using BufferSlice portion = await reader.ReadAsync();
            if (portion.IsEmpty)
            {
                return Outcome.Value(length, first);
            }

            first = length == 0 ? portion.FirstSpan[0] : first;
            LookAtPart(portion, length, key);
            length += portion.Length;
        }
    }
}
