using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite.S3.Tests.Network;
using Xunit;

namespace Storage.Lite.S3.Tests.Errors;

/// <content>Gets of a part of a value that end in the middle.</content>
public sealed partial class S3ErrorsTests
{
    private const int PartStart = 500_000;
    private const int PartLength = 2_000_000;

    public static TheoryData<StorageRange, long> CutRanges { get; } = new()
    {
        { StorageRange.Bounded(PartStart, PartLength), 1_000_000 },
        { StorageRange.Bounded(PartStart, PartLength), PartLength - 1 },
        { StorageRange.From(PartStart), 1_000_000 },
        { StorageRange.Last(PartLength), 1_000_000 },
    };

    [Theory]
    [MemberData(nameof(CutRanges))]
    public async Task Get_OfARangeIsCutInItsBody_IsAnErrorAndNeverAShortValue(StorageRange range, long receivedBytesMax)
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        byte[] value = RandomBytes(1, CutValueBytes);
        await PutDirectAsync(options, value);
        await using var proxy = new FaultyProxy(options.Endpoint!) { DownBytesMax = receivedBytesMax };
        await using var storage = new S3Storage(options with { Endpoint = proxy.Address, IdleTimeout = s_long });

        StorageException error = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.GetAsync("key", new GetOptions { Range = range }, Cancellation));

        Assert.Equal(StorageTransience.Temporary, error.Transience);
        Assert.Equal("key", error.Key.Text);
    }

    [Theory]
    [MemberData(nameof(CutRanges))]
    public async Task Reader_OfARangeIsCutInItsBody_GoesOnWhereItWas(StorageRange range, long receivedBytesMax)
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        byte[] value = RandomBytes(1, CutValueBytes);
        await PutDirectAsync(options, value);
        await using var proxy = new FaultyProxy(options.Endpoint!) { DownBytesMax = receivedBytesMax };
        var mended = new MendingStorage(
            new S3Storage(options with { Endpoint = proxy.Address, IdleTimeout = s_long }), proxy);
        await using var storage = new RetryStorage(mended, new RetryOptions { Delay = TimeSpan.Zero });

        await using StorageReader reader = await storage.OpenReadAsync(
            "key", new GetOptions { Range = range }, Cancellation);
        using var read = new ChunkedBuffer();
        while (true)
        {
            using BufferSlice portion = await reader.ReadAsync(Cancellation);
            if (portion.IsEmpty)
            {
                break;
            }

            read.Append(portion);
        }

        Assert.True(range.TryResolve(value.Length, out long start, out long length));
        Assert.True(read.ToArray().AsSpan().SequenceEqual(value.AsSpan((int)start, (int)length)));
        Assert.Equal(2, mended.Opened);
        Assert.InRange(mended.LastStart, start + 1, start + length - 1);
    }

    private static async Task PutDirectAsync(S3StorageOptions options, byte[] value)
    {
        await using var direct = new S3Storage(options);
        _ = await direct.PutAsync("key", value, null, Cancellation);
    }

    /// <summary>The line is repaired when a reader is opened for the second time.</summary>
    private sealed class MendingStorage(IStorage inner, FaultyProxy proxy) : StorageLayer(inner)
    {
        internal int Opened { get; private set; }

        internal long LastStart { get; private set; }

        public override ValueTask<StorageReader> TryOpenReadAsync(
            StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
        {
            if (++Opened > 1)
            {
                proxy.DownBytesMax = long.MaxValue;
            }

            LastStart = options.Range.Start;
            return base.TryOpenReadAsync(key, options, cancellation);
        }
    }
}
