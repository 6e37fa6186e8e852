using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3.Model;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.S3.Tests.Backend;

public sealed class S3StorageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_SixteenCreateAtOnce_OneWins()
    {
        await using S3Storage storage = await S3Server.OpenAsync(Cancellation);
        var options = new PutOptions { Condition = StorageCondition.IfAbsent };
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 16).Select(async worker =>
        {
            try
            {
                _ = await storage.PutTextAsync("key", $"{worker}", options, Cancellation);
                return true;
            }
            catch (StoragePreconditionException)
            {
                return false;
            }
        }));

        Assert.Single(won, true);
        Assert.Equal($"{Array.IndexOf(won, true)}", await storage.GetTextAsync("key", Cancellation));
    }

    [Fact]
    public async Task Presigned_ByHttpClient_ReadsAndWrites()
    {
        await using S3Storage storage = await S3Server.OpenAsync(Cancellation);
        IPresignedUrls urls = storage.GetFeature<IPresignedUrls>()!;
        using var client = new HttpClient();
        Uri put = await urls.PresignPutAsync("a b/ü", TimeSpan.FromMinutes(1), Cancellation);
        using HttpResponseMessage written = await client.PutAsync(put, new StringContent("from outside"), Cancellation);
        _ = written.EnsureSuccessStatusCode();
        Uri get = await urls.PresignGetAsync("a b/ü", TimeSpan.FromMinutes(1), Cancellation);

        Assert.Equal("from outside", await client.GetStringAsync(get, Cancellation));
        Assert.Equal("from outside", await storage.GetTextAsync("a b/ü", Cancellation));
        using HttpResponseMessage wrong = await client.PutAsync(get, new StringContent("x"), Cancellation);
        Assert.False(wrong.IsSuccessStatusCode);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => urls.PresignGetAsync("key", TimeSpan.FromDays(8), Cancellation).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => urls.PresignGetAsync("key", TimeSpan.Zero, Cancellation).AsTask());
    }

    [Fact]
    public async Task Writer_64MiB_StreamsInBoundedMemory()
    {
        const int Length = 64 * 1024 * 1024;
        const int PartBytes = S3StorageOptions.PartBytesMin;
        using var pool = new BlockPool();
        await using S3Storage storage = await S3Server.OpenAsync(
            Cancellation, options => options with { PartBytes = PartBytes, ConcurrentParts = 2, Pool = pool });
        byte[] portion = new byte[1024 * 1024];
        long rentedMax = 0;
        await using (StorageWriter writer = await storage.OpenWriteAsync("large", null, Cancellation))
        {
            for (int written = 0; written < Length; written += portion.Length)
            {
                Array.Fill(portion, (byte)(written / portion.Length));
                await writer.WriteAsync(portion, Cancellation);
                rentedMax = Math.Max(rentedMax, pool.GetStatistics().RentedBytes);
            }

            StorageEntry entry = await writer.CommitAsync(Cancellation);
            Assert.Equal(Length, entry.Length);
            Assert.Equal((await storage.StatAsync("large", Cancellation)).ETag, entry.ETag);
        }

        long readMax = 0;
        long position = 0;
        await using (StorageReader reader = await storage.OpenReadAsync("large", default, Cancellation))
        {
            while (true)
            {
                using BufferSlice bytes = await reader.ReadAsync(Cancellation);
                if (bytes.IsEmpty)
                {
                    break;
                }

                Assert.Equal((byte)(position / portion.Length), bytes.FirstSpan[0]);
                position += bytes.Length;
                readMax = Math.Max(readMax, pool.GetStatistics().RentedBytes);
            }
        }

        Assert.Equal(Length, position);

        // Two parts under way and one that is collected, and what blocks are larger than their bytes.
        Assert.InRange(rentedMax, PartBytes, 4 * PartBytes);
        Assert.InRange(readMax, 1, 1024 * 1024);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task Writer_DisposedWithoutCommit_LeavesNoParts()
    {
        await using S3Storage storage = await S3Server.OpenAsync(
            Cancellation, options => options with { PartBytes = S3StorageOptions.PartBytesMin });
        await using (StorageWriter writer = await storage.OpenWriteAsync("key", null, Cancellation))
        {
            await writer.WriteAsync(new byte[S3StorageOptions.PartBytesMin + 1], Cancellation);
            Assert.Equal(1, await CountUploadsAsync(storage));
        }

        Assert.Equal(0, await CountUploadsAsync(storage));
        Assert.False(await storage.ExistsAsync("key", Cancellation));
    }

    [Fact]
    public async Task Writer_StreamThatFails_LeavesNoPartsAndTheOldValue()
    {
        await using S3Storage storage = await S3Server.OpenAsync(
            Cancellation, options => options with { PartBytes = S3StorageOptions.PartBytesMin });
        _ = await storage.PutTextAsync("key", "old", null, Cancellation);
        await using var stream = new EndlessStream(S3StorageOptions.PartBytesMin + 100_000);

        await Assert.ThrowsAsync<IOException>(() => storage.PutAsync("key", stream, null, Cancellation).AsTask());

        Assert.Equal(0, await CountUploadsAsync(storage));
        Assert.Equal("old", await storage.GetTextAsync("key", Cancellation));
    }

    [Fact]
    public async Task Writer_ConditionWhereCompletingTakesNone_IsRefusedBeforeAnythingIsSent()
    {
        await using S3Storage storage = await S3Server.OpenAsync(
            Cancellation, options => options with { PartBytes = S3StorageOptions.PartBytesMin });
        var options = new PutOptions { Condition = StorageCondition.IfAbsent };
        await using (StorageWriter writer = await storage.OpenWriteAsync("key", options, Cancellation))
        {
            await Assert.ThrowsAsync<StorageNotSupportedException>(
                () => writer.WriteAsync(new byte[S3StorageOptions.PartBytesMin + 1], Cancellation).AsTask());
        }

        Assert.False(await storage.ExistsAsync("key", Cancellation));

        // As one slice it is one request.
        byte[] value = new byte[S3StorageOptions.PartBytesMin + 1];
        _ = await storage.PutAsync("key", value, options, Cancellation);
        await Assert.ThrowsAsync<StoragePreconditionException>(
            () => storage.PutAsync("key", value, options, Cancellation).AsTask());
    }

    [Fact]
    public async Task RemoveUploads_OfAProgramThatDied_RemovesThem()
    {
        await using S3Storage storage = await S3Server.OpenAsync(Cancellation);
        _ = await storage.Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = storage.Options.Bucket, Key = "dead" }, Cancellation);

        Assert.Equal(0, await storage.RemoveUploadsAsync(TimeSpan.FromHours(1), Cancellation));
        Assert.Equal(1, await storage.RemoveUploadsAsync(TimeSpan.FromSeconds(-5), Cancellation));
        Assert.Equal(0, await CountUploadsAsync(storage));
    }

    [Fact]
    public async Task PutAndCopy_LongerThanOneRequest_GoInParts()
    {
        byte[] value = new byte[(2 * S3StorageOptions.PartBytesMin) + 12345];
        new Random(1).NextBytes(value);
        await using S3Storage storage = await S3Server.OpenAsync(Cancellation, options => options with
        {
            PartBytes = S3StorageOptions.PartBytesMin,
            SinglePutBytesMax = S3StorageOptions.PartBytesMin,
            Compatibility = S3Compatibility.Ceph with { SingleCopyBytesMax = S3StorageOptions.PartBytesMin },
        });
        var options = new PutOptions
        {
            Metadata = new Dictionary<string, string> { ["content-type"] = "image/png", ["name"] = "Größe 😀 " },
        };

        StorageEntry put = await storage.PutAsync("source", value, options, Cancellation);
        StorageEntry copied = await storage.CopyAsync("source", "copy", default, Cancellation);

        Assert.Contains("-3", put.ETag.ToString(), StringComparison.Ordinal);
        Assert.Contains("-3", copied.ETag.ToString(), StringComparison.Ordinal);
        using StorageContent content = await storage.GetAsync("copy", default, Cancellation);
        Assert.True(content.Bytes.SequenceEqual(value));
        Assert.Equal("Größe 😀 ", content.Entry.Metadata!["NAME"]);
        GetObjectMetadataResponse head = await storage.Client.GetObjectMetadataAsync(
            storage.Options.Bucket, "source", Cancellation);
        Assert.Equal("image/png", head.ContentType);
        Assert.Equal(0, await CountUploadsAsync(storage));
    }

    [Fact]
    public async Task Prefix_Stores_DoNotSeeOneAnother()
    {
        S3StorageOptions options = await S3Server.NewBucketAsync(Cancellation);
        await using var left = new S3Storage(options with { Prefix = "left/" });
        await using var right = new S3Storage(options with { Prefix = "right/" });
        await using var all = new S3Storage(options);
        _ = await left.PutTextAsync("key", "l", null, Cancellation);
        _ = await right.PutTextAsync("key", "r", null, Cancellation);

        Assert.Equal("l", await left.GetTextAsync("key", Cancellation));
        Assert.Equal("r", await all.GetTextAsync("right/key", Cancellation));
        Assert.True(await right.DeleteAsync("key", default, Cancellation));
        List<string> keys = [];
        await foreach (StorageEntry entry in all.ListAsync("", Cancellation))
        {
            keys.Add(entry.Key.Text);
        }

        Assert.Equal(["left/key"], keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("p/")]
    public async Task Keys_TheBucketCannotHold_AreRefused(string prefix)
    {
        await using S3Storage storage = await S3Server.OpenAsync(
            Cancellation, options => options with { Prefix = prefix });
        string refused = prefix.Length == 0 ? "/key" : new string('x', 1023);

        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            () => storage.PutTextAsync(refused, "value", null, Cancellation).AsTask());
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            () => storage.TryStatAsync(refused, Cancellation).AsTask());
        await Assert.ThrowsAsync<StorageInvalidKeyException>(
            () => storage.DeleteAsync(default, default, Cancellation).AsTask());
    }

    [Fact]
    public async Task List_WhatIsNoKey_IsPassedOver()
    {
        await using S3Storage storage = await S3Server.OpenAsync(
            Cancellation, options => options with { Prefix = "p/" });
        foreach (string key in new[] { "p/", "p/good", "p/a/../b" })
        {
            _ = await storage.Client.PutObjectAsync(
                new PutObjectRequest { BucketName = storage.Options.Bucket, Key = key, ContentBody = "x" },
                Cancellation);
        }

        List<string> keys = [];
        await foreach (StorageEntry entry in storage.ListAsync("", Cancellation))
        {
            keys.Add(entry.Key.Text);
        }

        Assert.Contains("good", keys);
        Assert.DoesNotContain("", keys);
        Assert.DoesNotContain("a/../b", keys);
    }

    [Fact]
    public async Task Client_OfTheCaller_IsDisposedOnlyWhenOwned()
    {
        S3StorageOptions made = await S3Server.NewBucketAsync(Cancellation);
        await using var maker = new S3Storage(made);
        var borrowing = new S3StorageOptions
        {
            Bucket = made.Bucket,
            Client = maker.Client,
            Compatibility = S3Compatibility.Ceph,
        };
        await using (var storage = new S3Storage(borrowing))
        {
            _ = await storage.PutTextAsync("key", "value", null, Cancellation);
        }

        Assert.Equal("value", await maker.GetTextAsync("key", Cancellation));
        await using (new S3Storage(borrowing with { OwnsClient = true }))
        {
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => maker.GetTextAsync("key", Cancellation).AsTask());
    }

    [Fact]
    public async Task Disposed_Store_RefusesEverything()
    {
        S3Storage storage = await S3Server.OpenAsync(Cancellation);
        await storage.DisposeAsync();
        await storage.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => storage.GetTextAsync("key", Cancellation).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => storage.PutTextAsync("key", "value", null, Cancellation).AsTask());
        Assert.Throws<ObjectDisposedException>(() => storage.ListPagesAsync(null, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => storage.CheckHealthAsync(Cancellation).AsTask());
    }

    private static async Task<int> CountUploadsAsync(S3Storage storage)
    {
        ListMultipartUploadsResponse page = await storage.Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = storage.Options.Bucket }, Cancellation);
        return page.MultipartUploads?.Count ?? 0;
    }

    /// <summary>Zeros, and then an error.</summary>
    private sealed class EndlessStream(int length) : MemoryStream(new byte[length])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new IOException("It ends here.") : base.ReadAsync(buffer, cancellationToken);
    }
}
