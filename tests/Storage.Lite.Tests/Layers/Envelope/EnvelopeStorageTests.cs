using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo;
using Storage.Lite.Testing;
using Xunit;

namespace Storage.Lite.Tests;

public sealed partial class EnvelopeStorageTests : IAsyncDisposable
{
    private readonly TrackingBlockPool _pool = new(mode: BlockPoolMode.Default);
    private readonly StorageKeyRing _keys = StorageKeyRing.FromKey(Stored.Key);
    private readonly MemoryStorage _memory = new();
    private readonly ManualClock _clock = new();

    public static TheoryData<string> Kinds => ["checksum", "brotli", "zlib", "encrypted", "both"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        _keys.Dispose();
        _pool.Dispose();
    }

    private EnvelopeStorage Open(string kind) => new(
        new Shield(_memory), Stored.Options(kind, _keys) with { Pool = _pool.Pool, TimeProvider = _clock });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task PutAndGet_AnyLength_RoundTripsAndKnowsItsLength(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        foreach (int length in (int[])[0, 1, 8, 100, 16375, 16376, 16383, 16384, 16385, 65535, 65536, 100_000, 600_000])
        {
            foreach (byte[] bytes in (byte[][])[Stored.Bytes(length), Stored.Text(length)])
            {
                StorageEntry put = await Stored.PutAsync(storage, "k", bytes);
                Assert.Equal(length, put.Length);
                Assert.Equal(bytes, await Stored.GetAsync(storage, "k"));
                Assert.Equal(bytes, await Stored.ReadAsync(storage, "k"));
                StorageEntry? stat = await storage.TryStatAsync("k", Cancellation);
                Assert.Equal(length, stat!.Value.Length);
                Assert.Equal(put.ETag, stat.Value.ETag);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Writer_AnyLengthUnannounced_RoundTripsAndKnowsItsLength(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        foreach (int length in (int[])[0, 1, 16384, 65536, 70_000, 300_000])
        {
            foreach (byte[] bytes in (byte[][])[Stored.Bytes(length), Stored.Text(length)])
            {
                await using (StorageWriter writer = await storage.OpenWriteAsync("k", null, Cancellation))
                {
                    for (int start = 0; start < length; start += 7000)
                    {
                        await writer.WriteAsync(bytes.AsMemory(start, Math.Min(7000, length - start)), Cancellation);
                        await writer.FlushAsync(Cancellation);
                    }

                    StorageEntry entry = await writer.CommitAsync(Cancellation);
                    Assert.Equal(length, entry.Length);
                }

                Assert.Equal(length, (await storage.StatAsync("k", Cancellation)).Length);
                Assert.Equal(bytes, await Stored.GetAsync(storage, "k"));
                Assert.Equal(bytes, await Stored.ReadAsync(storage, "k"));
                Assert.Equal(bytes[(length / 2)..], await Stored.GetAsync(storage, "k", StorageRange.From(length / 2)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Range_AnyPlace_IsThatOfThePlainValue(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        foreach (int length in (int[])[0, 14, 16384, 32768, 50_000])
        {
            byte[] bytes = Stored.Text(length);
            await Stored.PutAsync(storage, "k", bytes);
            foreach (StorageRange range in Ranges(length))
            {
                bool isSatisfied = range.TryResolve(length, out long start, out long count);
                if (!isSatisfied)
                {
                    _ = await Assert.ThrowsAsync<StorageRangeException>(() => Stored.GetAsync(storage, "k", range));
                    continue;
                }

                byte[] expected = bytes.AsSpan((int)start, (int)count).ToArray();
                Assert.Equal(expected, await Stored.GetAsync(storage, "k", range));
                Assert.Equal(expected, await Stored.ReadAsync(storage, "k", range));
                using StorageContent content = await storage.GetAsync(
                    "k", new GetOptions { Range = range }, Cancellation);
                Assert.Equal(length, content.Entry.Length);
                Assert.Equal(start, content.Start);
            }
        }
    }

    private static IEnumerable<StorageRange> Ranges(int length)
    {
        foreach (int start in (int[])[0, 1, 7, 16383, 16384, 16385, length - 1, length, length + 1])
        {
            if (start < 0)
            {
                continue;
            }

            yield return StorageRange.From(start);
            foreach (int count in (int[])[0, 1, 100, 16384, 16385, 40_000])
            {
                yield return StorageRange.Bounded(start, count);
            }
        }

        foreach (int count in (int[])[0, 1, 16384, 100_000])
        {
            yield return StorageRange.Last(count);
        }
    }

    [Theory]
    [InlineData("checksum")]
    [InlineData("encrypted")]
    public async Task Range_OfUncompressedObject_ReadsOnlyItsFrames(string kind)
    {
        var counting = new Shield(_memory);
        var storage = new EnvelopeStorage(counting, Stored.Options(kind, _keys));
        byte[] bytes = Stored.Bytes(1_000_000);
        await Stored.PutAsync(storage, "k", bytes);
        counting.BytesRead = 0;
        Assert.Equal(bytes[500_000..500_010], await Stored.GetAsync(storage, "k", StorageRange.Bounded(500_000, 10)));
        Assert.InRange(counting.BytesRead, 16384, 16384 + 300);
        counting.BytesRead = 0;
        Assert.Equal(bytes[^5..], await Stored.GetAsync(storage, "k", StorageRange.Last(5)));
        Assert.InRange(counting.BytesRead, 5, 16384 + 300);
        counting.BytesRead = 0;
        _ = await storage.StatAsync("k", Cancellation);
        Assert.InRange(counting.BytesRead, 1, 104);
    }

    [Theory]
    [InlineData("encrypted")]
    [InlineData("brotli")]
    public async Task Range_ObjectReplacedInBetween_IsOfOneVersion(string kind)
    {
        var shield = new Shield(_memory);
        var storage = new EnvelopeStorage(shield, Stored.Options(kind, _keys));
        await Stored.PutAsync(storage, "k", new byte[40_000]);
        var other = new EnvelopeStorage(new Shield(_memory), Stored.Options(kind, _keys));
        int replaced = 0;
        shield.BeforeRead = async () =>
        {
            replaced++;
            byte[] value = new byte[40_000];
            Array.Fill(value, (byte)replaced);
            await Stored.PutAsync(other, "k", value);
        };
        byte[]? part = await Stored.GetAsync(storage, "k", StorageRange.Bounded(20_000, 1000));
        Assert.Equal(1000, part!.Length);
        Assert.All(part, value => Assert.Equal(part[0], value));
        Assert.True(replaced > 0);
    }

    [Fact]
    public async Task Capabilities_OverAStoreWhoseTagsAreOfTheBytes_SayThatTheseAreNot()
    {
        await using var storage = new EnvelopeStorage(new CapabilityOverride(
            new MemoryStorage(), static capabilities => capabilities with { TagsByContent = true }));
        Assert.False(storage.Capabilities.TagsByContent);
    }

    [Fact]
    public async Task Put_Compressed_IsSmallerOnlyWhereThatHelps()
    {
        EnvelopeStorage storage = Open("brotli");
        await Stored.PutAsync(storage, "text", Stored.Text(100_000));
        await Stored.PutAsync(storage, "noise", Stored.Bytes(100_000));
        await Stored.PutAsync(storage, "tiny", Stored.Text(10));
        Assert.InRange((await _memory.StatAsync("text", Cancellation)).Length, 1, 5_000);
        Assert.InRange((await _memory.StatAsync("noise", Cancellation)).Length, 100_000, 100_100);
        Assert.Equal(48 + 10 + 4, (await _memory.StatAsync("tiny", Cancellation)).Length);
    }

    [Fact]
    public async Task Put_LevelOrPrefix_DecidesAboutCompression()
    {
        var compression = new CompressionOptions { ExcludedPrefixes = ["secret/"] };
        var storage = new CompressedStorage(new Shield(_memory), compression);
        byte[] text = Stored.Text(50_000);
        await Stored.PutAsync(storage, "secret/a", text, new PutOptions { CompressionLevel = 9 });
        await Stored.PutAsync(storage, "none", text, new PutOptions { CompressionLevel = 0 });
        await Stored.PutAsync(storage, "best", text, new PutOptions { CompressionLevel = 9 });
        Assert.InRange((await _memory.StatAsync("secret/a", Cancellation)).Length, 50_000, 51_000);
        Assert.InRange((await _memory.StatAsync("none", Cancellation)).Length, 50_000, 51_000);
        Assert.InRange((await _memory.StatAsync("best", Cancellation)).Length, 1, 5_000);
        foreach (string key in (string[])["secret/a", "none", "best"])
        {
            Assert.Equal(text, await Stored.GetAsync(storage, key));
        }

        _ = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Stored.PutAsync(storage, "k", text, new PutOptions { CompressionLevel = 10 }));
        _ = await Assert.ThrowsAsync<StorageNotSupportedException>(
            () => Stored.PutAsync(Open("checksum"), "k", text, new PutOptions { CompressionLevel = 1 }));
    }

    [Fact]
    public async Task Get_DecompressionBomb_IsRefusedInBoundedMemory()
    {
        var storage = new EnvelopeStorage(new Shield(_memory), new EnvelopeOptions
        {
            Pool = _pool.Pool,
            Compression = new CompressionOptions { Limits = new DecompressionLimits { BytesMax = 64L * 1024 * 1024 } },
        });
        await Stored.PutAsync(storage, "bomb", new byte[64 * 1024 * 1024]);
        Assert.InRange((await _memory.StatAsync("bomb", Cancellation)).Length, 1, 20_000);
        var careful = new EnvelopeStorage(new Shield(_memory), new EnvelopeOptions
        {
            Pool = _pool.Pool,
            Compression = new CompressionOptions { Limits = new DecompressionLimits { BytesMax = 1_000_000 } },
        });
        long before = _pool.Pool.GetStatistics().SlabBytes + _pool.Pool.GetStatistics().DedicatedBytes;
        StorageIntegrityException error = await Assert.ThrowsAsync<StorageIntegrityException>(
            () => Stored.GetAsync(careful, "bomb"));
        Assert.Contains("1000000", error.Message, StringComparison.Ordinal);
        long after = _pool.Pool.GetStatistics().SlabBytes + _pool.Pool.GetStatistics().DedicatedBytes;
        Assert.InRange(after - before, 0, 8 * 1024 * 1024);
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(() => Stored.ReadAsync(careful, "bomb"));
    }

    [Fact]
    public async Task Put_LongerThanTheLimitOfDecompression_IsStoredPlainOrRefused()
    {
        var storage = new EnvelopeStorage(new Shield(_memory), new EnvelopeOptions
        {
            Compression = new CompressionOptions { Limits = new DecompressionLimits { BytesMax = 100_000 } },
        });
        byte[] text = Stored.Text(200_000);
        await Stored.PutAsync(storage, "k", text);
        Assert.Equal(text, await Stored.GetAsync(storage, "k"));
        await using StorageWriter writer = await storage.OpenWriteAsync("w", null, Cancellation);
        await writer.WriteAsync(text.AsMemory(0, 90_000), Cancellation);
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            () => writer.WriteAsync(text.AsMemory(0, 90_000), Cancellation).AsTask());
    }

    [Fact]
    public async Task Writer_WithoutCommit_LeavesNothing()
    {
        EnvelopeStorage storage = Open("both");
        await using (StorageWriter writer = await storage.OpenWriteAsync("k", null, Cancellation))
        {
            await writer.WriteAsync(Stored.Text(200_000), Cancellation);
        }

        Assert.Empty(await Stored.KeysAsync(_memory));
        Assert.Null(await storage.TryStatAsync("k", Cancellation));
        Assert.Null(await Stored.GetAsync(storage, "k"));
        Assert.False((await storage.TryOpenReadAsync("k", default, Cancellation)).IsFound);
    }

    [Fact]
    public async Task Conditions_OfVersions_ArePassedOn()
    {
        EnvelopeStorage storage = Open("both");
        StorageEntry first = await Stored.PutAsync(storage, "k", [1]);
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            () => Stored.PutAsync(storage, "k", [2], new PutOptions { Condition = StorageCondition.IfAbsent }));
        var ifMatch = new PutOptions { Condition = StorageCondition.IfMatch(first.ETag) };
        StorageEntry second = await Stored.PutAsync(storage, "k", [2], ifMatch);
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(() => Stored.PutAsync(storage, "k", [3], ifMatch));
        var options = new GetOptions { Condition = StorageCondition.IfNoneMatch(second.ETag) };
        using StorageContent content = await storage.TryGetAsync("k", options, Cancellation);
        Assert.Equal(StorageOutcome.NotModified, content.Outcome);
        Assert.Equal(1, content.Entry.Length);
        await using StorageReader reader = await storage.TryOpenReadAsync("k", options, Cancellation);
        Assert.Equal(StorageOutcome.NotModified, reader.Outcome);
        using StorageContent part = await storage.TryGetAsync(
            "k", options with { Range = StorageRange.Last(1) }, Cancellation);
        Assert.Equal(StorageOutcome.NotModified, part.Outcome);
    }

    [Fact]
    public async Task Lists_ShowStoredLengths_OrTheValues()
    {
        EnvelopeStorage storage = Open("both");
        await Stored.PutAsync(storage, "k", Stored.Text(100));
        Assert.True(storage.Capabilities.ListsStoredLengths);
        StorageEntry listed = Assert.Single(await Stored.ListAsync(storage.ListAsync("", Cancellation)));
        Assert.NotEqual(100, listed.Length);
        var exact = new EnvelopeStorage(
            new Shield(_memory), Stored.Options("both", _keys) with { ListsReadHeaders = true });
        Assert.False(exact.Capabilities.ListsStoredLengths);
        listed = Assert.Single(await Stored.ListAsync(exact.ListAsync("", Cancellation)));
        Assert.Equal(100, listed.Length);
    }

    [Fact]
    public async Task Capabilities_Layered_AreThoseOfTheWholeStack()
    {
        await using var checksummed = new ChecksummedStorage(new MemoryStorage());
        Assert.False(checksummed.Capabilities.Compresses);
        Assert.True(checksummed.Capabilities.Expires);
        Assert.True(checksummed.Capabilities.RenamesAtomically);
        await using var encrypted = new EncryptedStorage(new MemoryStorage(), Stored.Key);
        Assert.False(encrypted.Capabilities.RenamesAtomically);
        Assert.Null(encrypted.GetFeature<IPresignedUrls>());
        Assert.Same(encrypted, encrypted.GetFeature<EncryptedStorage>());
        await using var compressed = new CompressedStorage(new MemoryStorage());
        Assert.True(compressed.Capabilities.Compresses);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        _ = Assert.Throws<ArgumentException>(() => new EnvelopeOptions { StoreId = new string('x', 256) }.Validate());
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => new CompressionOptions { Level = 10 }.Validate());
        _ = Assert.Throws<ArgumentException>(
            () => new CompressionOptions { Format = CompressionFormat.GZip }.Validate());
        _ = Assert.Throws<ArgumentNullException>(() => new EncryptedStorage(_memory, (StorageKeyRing)null!));
    }

    [Fact]
    public async Task Get_WhoseStoreIsLate_IsAwaited()
    {
        var late = new Shield(_memory) { BeforeRead = async () => await Task.Yield() };
        await using var storage = new EnvelopeStorage(late, Stored.Options("both", _keys));
        byte[] text = Stored.Text(100_000);
        await Stored.PutAsync(storage, "k", text);
        Assert.Equal(text, await Stored.GetAsync(storage, "k"));
    }
}
