using System;
using System.Linq;
using System.Threading.Tasks;
using Amazon.S3;
using Amazon.S3.Model;

namespace Native.Benchmarks;

/// <summary>The SDK's GetObject, into memory that is used again.</summary>
internal sealed class SdkS3Get : GetWorkload
{
    private readonly AmazonS3Client _client;
    private readonly string[] _keys;
    private readonly byte[][] _buffers;

    public SdkS3Get(StoreWork work, S3Service service)
        : base(work)
    {
        string prefix = $"sdk-get-{work.Size.Name}/";
        service.Fill(work, prefix);
        _client = service.OpenClient();
        _keys = [.. work.Keys().Select(key => prefix + key)];
        _buffers = [.. Enumerable.Range(0, work.Lanes).Select(_ => new byte[work.Size.Length])];
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            int key = keys.Span[op];
            using GetObjectResponse response = await _client.GetObjectAsync(S3Service.Bucket, _keys[key]);
            Memory<byte> value = _buffers[lane].AsMemory(0, (int)response.ContentLength);
            await response.ResponseStream.ReadExactlyAsync(value);

            // The read that finds the end makes the SDK compare the bytes with their version, as ours does.
            int more = await response.ResponseStream.ReadAsync(_buffers[lane].AsMemory(0, 1));
            checksum += Look(value.Span, key) + (ulong)more;
        }

        return checksum;
    }

    protected override void Release() => _client.Dispose();
}
