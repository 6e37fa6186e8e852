using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Amazon.S3;
using Amazon.S3.Model;

namespace Native.Benchmarks;

/// <summary>The SDK's PutObject of an array.</summary>
internal sealed class SdkS3Put : PutWorkload
{
    private readonly AmazonS3Client _client;
    private readonly string[] _keys;

    public SdkS3Put(StoreWork work, S3Service service)
        : base(work)
    {
        _client = service.OpenClient();
        _keys = [.. Keys.Select(key => $"sdk-put-{work.Size.Name}/{key}")];
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            await _client.PutObjectAsync(S3Service.RequestOf(_keys[keys.Span[op]], Value));
            checksum += OneValue;
        }

        return checksum;
    }

    protected override byte[] Read(int key)
    {
        using GetObjectResponse response =
            _client.GetObjectAsync(S3Service.Bucket, _keys[key]).GetAwaiter().GetResult();
        using var value = new MemoryStream();
        response.ResponseStream.CopyTo(value);
        return value.ToArray();
    }

    protected override void Release() => _client.Dispose();
}
