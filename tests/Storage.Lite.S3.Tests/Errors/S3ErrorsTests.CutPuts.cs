using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Storage.Lite.S3.Tests.Network;
using Xunit;

namespace Storage.Lite.S3.Tests.Errors;

/// <content>Puts of one request that end in the middle.</content>
public sealed partial class S3ErrorsTests
{
    private const int CutValueBytes = 3_000_000;

    public static TheoryData<long, bool> Cuts { get; } =
    [
        .. from limit in new long[] { 2_000, CutValueBytes / 2, CutValueBytes - 1 } select (limit, false),
        (CutValueBytes / 2, true),
    ];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Put_OfOneRequestIsCutInItsBody_IsAnErrorAndNothingOfItIsSeen(long sentBytesMax, bool standsStill)
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        await using var direct = new S3Storage(options);
        byte[] old = RandomBytes(1, 200_000);
        byte[] changed = RandomBytes(2, CutValueBytes);
        StorageEntry before = await direct.PutAsync("old", old, null, Cancellation);
        foreach (string key in new[] { "old", "new" })
        {
            await using (var proxy = new FaultyProxy(options.Endpoint!)
            {
                UpBytesMax = sentBytesMax,
                StandsStill = standsStill,
            })
            await using (var storage = new S3Storage(OneRequest(options, proxy, standsStill)))
            {
                StorageException error = await Assert.ThrowsAnyAsync<StorageException>(
                    () => storage.PutAsync(key, changed, null, Cancellation).AsTask());
                Assert.Equal(StorageTransience.Temporary, error.Transience);
                Assert.Equal(
                    standsStill ? typeof(StorageTimeoutException) : typeof(StorageException), error.GetType());

                // The server has a part of the value, and may still wait for the rest.
                await RequireOnlyTheOldAsync(direct, before, old);
            }

            await RequireOnlyTheOldAsync(direct, before, old);
        }

        _ = await direct.PutAsync("new", changed, null, Cancellation);
        using StorageContent content = await direct.GetAsync("new", default, Cancellation);
        Assert.True(content.Bytes.SequenceEqual(changed));
        Assert.Equal(0, await direct.RemoveUploadsAsync(TimeSpan.FromSeconds(-5), Cancellation));
    }

    [Fact]
    public async Task Put_OfOneRequestLosesItsAnswer_IsThereWholeOrNotAtAll()
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        await using var direct = new S3Storage(options);
        byte[] changed = RandomBytes(2, CutValueBytes);
        await using (var proxy = new FaultyProxy(options.Endpoint!) { DownBytesMax = 30 })
        await using (var storage = new S3Storage(OneRequest(options, proxy, standsStill: false)))
        {
            _ = await Assert.ThrowsAnyAsync<StorageException>(
                () => storage.PutAsync("new", changed, null, Cancellation).AsTask());
        }

        using StorageContent content = await direct.TryGetAsync("new", default, Cancellation);
        Assert.True(!content.IsFound || content.Bytes.SequenceEqual(changed));
    }

    private static S3StorageOptions OneRequest(S3StorageOptions options, FaultyProxy proxy, bool standsStill) =>
        options with
        {
            Endpoint = proxy.Address,
            SinglePutBytesMax = long.MaxValue,
            IdleTimeout = standsStill ? s_short : s_long,
        };

    /// <summary>By every way to look: a get, a stat and a list.</summary>
    private static async Task RequireOnlyTheOldAsync(S3Storage storage, StorageEntry before, byte[] old)
    {
        using StorageContent content = await storage.GetAsync("old", default, Cancellation);
        Assert.True(content.Bytes.SequenceEqual(old));
        Assert.Equal(before.ETag, content.Entry.ETag);
        Assert.Equal(old.Length, (await storage.StatAsync("old", Cancellation)).Length);
        Assert.False((await storage.TryGetAsync("new", default, Cancellation)).IsFound);
        Assert.Null(await storage.TryStatAsync("new", Cancellation));
        List<(string Key, long Length)> listed = [];
        await foreach (StorageEntry entry in storage.ListAsync("", Cancellation))
        {
            listed.Add((entry.Key.Text, entry.Length));
        }

        Assert.Equal([("old", (long)old.Length)], listed);
    }

    private static byte[] RandomBytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
