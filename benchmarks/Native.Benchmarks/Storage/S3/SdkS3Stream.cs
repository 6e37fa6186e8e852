using System;
using System.Linq;
using System.Threading.Tasks;
using Amazon.S3;
using Amazon.S3.Model;

namespace Native.Benchmarks;

/// <summary>The stream of the SDK's GetObject, in portions as long as ours.</summary>
internal sealed class SdkS3Stream : GetWorkload
{
    private const int PortionBytes = 256 << 10;

    private readonly AmazonS3Client _client;
    private readonly string[] _keys;
    private readonly byte[][] _buffers;

    public SdkS3Stream(StoreWork work, S3Service service)
        : base(work)
    {
        string prefix = $"sdk-stream-{work.Size.Name}/";
        service.Fill(work, prefix);
        _client = service.OpenClient();
        _keys = [.. work.Keys().Select(key => prefix + key)];
        _buffers = [.. Enumerable.Range(0, work.Lanes).Select(_ => new byte[PortionBytes])];
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            checksum += await ReadAsync(_buffers[lane], keys.Span[op]);
        }

        return checksum;
    }

    protected override void Release() => _client.Dispose();

    private async Task<ulong> ReadAsync(byte[] buffer, int key)
    {
        using GetObjectResponse response = await _client.GetObjectAsync(S3Service.Bucket, _keys[key]);
        long length = 0;
        byte first = 0;
        while (true)
        {
            int count = await response.ResponseStream.ReadAsync(buffer);
            if (count == 0)
            {
                return Outcome.Value(length, first);
            }

            first = length == 0 ? buffer[0] : first;
            LookAtPart(buffer.AsSpan(0, count), length, key);
            length += count;
        }
    }
}
