using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Microsoft.Extensions.Caching.Distributed;
using Native.TestKit;
using Storage.Lite.Testing;
using Storage.Lite.Tests.Layers;
using Xunit;

namespace Storage.Lite.Tests.Caching;

public sealed class StorageDistributedCacheTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();

    public static TheoryData<string> Stores => ["memory", "plain", "encoded", "envelope"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Set_AnyStore_IsGotUntilItIsRemoved(string kind)
    {
        await using IStorage storage = Open(kind);
        StorageDistributedCache cache = Over(storage);
        byte[] value = [.. Enumerable.Range(0, 100_000).Select(static index => (byte)index)];
        await cache.SetAsync("a/b", value, new(), Cancellation);
        await cache.SetAsync("a", [], new(), Cancellation);
        Assert.Equal(value, await cache.GetAsync("a/b", Cancellation));
        Assert.Empty((await cache.GetAsync("a", Cancellation))!);
        Assert.Null(await cache.GetAsync("b", Cancellation));
        await cache.RemoveAsync("a", Cancellation);
        await cache.RemoveAsync("a", Cancellation);
        Assert.Null(await cache.GetAsync("a", Cancellation));
    }

    [Fact]
    public async Task Set_Sequence_IsGotIntoAWriter()
    {
        await using IStorage storage = Open("memory");
        StorageDistributedCache cache = Over(storage);
        await cache.SetAsync("key", Sequence("one", "two"), new(), Cancellation);
        var destination = new ArrayBufferWriter<byte>();
        Assert.True(await cache.TryGetAsync("key", destination, Cancellation));
        Assert.Equal("onetwo"u8.ToArray(), destination.WrittenSpan.ToArray());
        Assert.False(await cache.TryGetAsync("other", destination, Cancellation));
        Assert.Equal(6, destination.WrittenCount);
    }

    [Fact]
    public async Task Members_WithoutTasks_DoTheSame()
    {
        await using IStorage storage = Open("plain");
        StorageDistributedCache cache = Over(storage);
        var minute = new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(1) };
        cache.Set("bytes", [1, 2], minute);
        cache.Set("sequence", Sequence("s", ""), minute);
        _time.Advance(TimeSpan.FromSeconds(40));
        cache.Refresh("bytes");
        _time.Advance(TimeSpan.FromSeconds(40));
        var destination = new ArrayBufferWriter<byte>();
        Assert.False(cache.TryGet("sequence", destination));
        Assert.True(cache.TryGet("bytes", destination));
        Assert.Equal([1, 2], cache.Get("bytes"));
        cache.Remove("bytes");
        Assert.Null(cache.Get("bytes"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AbsoluteExpiration_Passed_IsNotFoundAnyMore(string kind)
    {
        await using IStorage storage = Open(kind);
        StorageDistributedCache cache = Over(storage);
        await cache.SetAsync("at", [1], new() { AbsoluteExpiration = _time.GetUtcNow().AddMinutes(1) }, Cancellation);
        await cache.SetAsync(
            "in", [2], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(2) }, Cancellation);
        await cache.SetAsync(
            "never", [3], new() { AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue }, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await cache.GetAsync("at", Cancellation));
        Assert.Equal([2], await cache.GetAsync("in", Cancellation));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await cache.GetAsync("in", Cancellation));
        _time.Advance(TimeSpan.FromDays(100_000));
        Assert.Equal([3], await cache.GetAsync("never", Cancellation));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task SlidingExpiration_Used_LivesOnUpToTheAbsoluteOne(string kind)
    {
        await using IStorage storage = Open(kind);
        StorageDistributedCache cache = Over(storage);
        var both = new DistributedCacheEntryOptions
        {
            SlidingExpiration = TimeSpan.FromMinutes(10),
            AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(25),
        };
        await cache.SetAsync("used", [1], both, Cancellation);
        await cache.SetAsync("unused", [1], both, Cancellation);
        for (int minutes = 0; minutes < 24; minutes += 8)
        {
            Assert.Equal([1], await cache.GetAsync("used", Cancellation));
            _time.Advance(TimeSpan.FromMinutes(8));
        }

        Assert.Equal([1], await cache.GetAsync("used", Cancellation));
        Assert.Null(await cache.GetAsync("unused", Cancellation));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await cache.GetAsync("used", Cancellation));
    }

    [Fact]
    public async Task SlidingTolerance_UsedOften_IsWrittenOnceInIt()
    {
        await using IStorage storage = Open("memory");
        var cache = new StorageDistributedCache(storage, new StorageDistributedCacheOptions
        {
            TimeProvider = _time,
            SlidingTolerance = TimeSpan.FromMinutes(5),
        });
        await cache.SetAsync("key", [1], new() { SlidingExpiration = TimeSpan.FromMinutes(10) }, Cancellation);
        StorageETag first = (await storage.StatAsync("cache/key", Cancellation)).ETag;
        _time.Advance(TimeSpan.FromMinutes(5));
        await cache.RefreshAsync("key", Cancellation);
        Assert.Equal(first, (await storage.StatAsync("cache/key", Cancellation)).ETag);
        _time.Advance(TimeSpan.FromTicks(1));
        await cache.RefreshAsync("key", Cancellation);
        Assert.NotEqual(first, (await storage.StatAsync("cache/key", Cancellation)).ETag);
        _time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        Assert.Equal([1], await cache.GetAsync("key", Cancellation));
    }

    [Fact]
    public async Task Refresh_SetMeanwhile_TheNewValueStands()
    {
        await using var storage = new BetweenStorage(Open("memory"));
        StorageDistributedCache cache = Over(storage);
        var sliding = new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(1) };
        await cache.SetAsync("key", [1], sliding, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
        storage.BeforePut = () => cache.SetAsync("key", [2], sliding, Cancellation);
        Assert.Equal([1], await cache.GetAsync("key", Cancellation));
        Assert.Equal([2], await cache.GetAsync("key", Cancellation));
    }

    [Fact]
    public async Task Refresh_RemovedMeanwhile_StaysRemoved()
    {
        await using var storage = new BetweenStorage(Open("memory"));
        StorageDistributedCache cache = Over(storage);
        await cache.SetAsync("key", [1], new() { SlidingExpiration = TimeSpan.FromMinutes(1) }, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(1));
        storage.BeforePut = () => cache.RemoveAsync("key", Cancellation);
        await cache.RefreshAsync("key", Cancellation);
        Assert.Null(await cache.GetAsync("key", Cancellation));
    }

    [Fact]
    public async Task Get_ExpiredAndSetMeanwhile_TheNewValueStands()
    {
        await using var storage = new BetweenStorage(Open("plain"));
        StorageDistributedCache cache = Over(storage);
        var minute = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) };
        await cache.SetAsync("key", [1], minute, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(1));
        storage.BeforeDelete = () => cache.SetAsync("key", [2], minute, Cancellation);
        Assert.Null(await cache.GetAsync("key", Cancellation));
        Assert.Equal([2], await cache.GetAsync("key", Cancellation));
    }

    [Fact]
    public async Task Set_ManyThreadsWhileRefreshed_TheLastValueStands()
    {
        await using IStorage storage = Open("memory");
        StorageDistributedCache cache = Over(storage);
        var sliding = new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(1) };
        await cache.SetAsync("key", [0], sliding, Cancellation);
        using var stop = new CancellationTokenSource();
        Task refreshing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await cache.RefreshAsync("key", Cancellation);
                }
            },
            Cancellation);
        try
        {
            for (int count = 1; count <= 200; count++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await cache.SetAsync("key", [(byte)count], sliding, Cancellation);
                Assert.Equal([(byte)count], (await cache.GetAsync("key", Cancellation))!);
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Eventually.EndsAsync(refreshing, "the last refresh");
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("encoded")]
    public async Task Keys_AnyText_HaveEntriesOfTheirOwn(string kind)
    {
        await using IStorage storage = Open(kind);
        StorageDistributedCache cache = Over(storage);
        string[] keys =
        [
            "", "a", "A", "a/", "/a", "a/b", "a//b", "..", "../a", ".", "%", "%%", "~", "\0", "é", "\u0065\u0301",
            "\ud800", "\ud801", "\ufffd", "con", ".storage-lite", new('k', 3000), new string('k', 3000) + "l",
        ];
        foreach ((int index, string key) in keys.Index())
        {
            await cache.SetAsync(key, [(byte)index], new(), Cancellation);
        }

        foreach ((int index, string key) in keys.Index())
        {
            Assert.Equal([(byte)index], (await cache.GetAsync(key, Cancellation))!);
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task RemoveExpired_SomeHave_RemovesThoseOnly(string kind)
    {
        await using IStorage storage = Open(kind);
        StorageDistributedCache cache = Over(storage);
        for (int minutes = 1; minutes <= 4; minutes++)
        {
            await cache.SetAsync(
                $"key{minutes}",
                [1],
                new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(minutes) },
                Cancellation);
        }

        await cache.SetAsync("ever", [1], new(), Cancellation);
        _time.Advance(TimeSpan.FromMinutes(2));
        long removed = await cache.RemoveExpiredAsync(Cancellation);

        // A store that lets objects expire by itself does not show them to the cache.
        Assert.Equal(storage.Capabilities.Expires ? 0 : 2, removed);
        var live = new List<string>();
        await foreach (StorageEntry entry in storage.ListAsync("", Cancellation))
        {
            if (await storage.ExistsAsync(entry.Key, Cancellation))
            {
                live.Add(entry.Key.Text);
            }
        }

        Assert.Equal(["cache/ever", "cache/key3", "cache/key4"], live);
    }

    [Fact]
    public async Task Store_ThatCannotCompare_RefusesWhatWouldLoseValues()
    {
        await using IStorage storage = new CapabilityOverride(
            Open("plain"), static can => can with { ComparesAndSwaps = false, DeletesIfMatch = false });
        StorageDistributedCache cache = Over(storage);
        _ = await Assert.ThrowsAsync<StorageNotSupportedException>(
            () => cache.SetAsync("key", [1], new() { SlidingExpiration = TimeSpan.FromMinutes(1) }, Cancellation));
        _ = await Assert.ThrowsAsync<StorageNotSupportedException>(
            async () => await cache.RemoveExpiredAsync(Cancellation));
        await cache.SetAsync(
            "key", [1], new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) }, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await cache.GetAsync("key", Cancellation));
        Assert.True(await storage.ExistsAsync("cache/key", Cancellation), "It is not found, and is not removed.");
    }

    [Fact]
    public async Task Set_AbsoluteExpirationInThePast_IsRefused()
    {
        await using IStorage storage = Open("memory");
        StorageDistributedCache cache = Over(storage);
        ArgumentOutOfRangeException error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cache.SetAsync(
            "key", [1], new() { AbsoluteExpiration = _time.GetUtcNow() }, Cancellation));
        Assert.Contains("must be after now", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no entry of a cache, and longer than a header")]
    public async Task Get_ObjectThatIsNoEntry_IsAnError(string text)
    {
        await using IStorage storage = Open("memory");
        StorageDistributedCache cache = Over(storage);
        _ = await storage.PutTextAsync("cache/key", text, null, Cancellation);
        StorageIntegrityException error = await Assert.ThrowsAsync<StorageIntegrityException>(
            () => cache.GetAsync("key", Cancellation));
        Assert.Contains("no entry of a cache", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    public async Task Get_HeaderWithTimesThatAreNone_IsAnError(int offset)
    {
        await using IStorage storage = Open("memory");
        byte[] entry = new byte[DistributedCacheHeader.Length];
        new DistributedCacheHeader().Write(entry);
        entry.AsSpan(offset, sizeof(long)).Fill(0xFF);
        _ = await storage.PutAsync("cache/key", entry.AsSpan(), null, Cancellation);
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(() => Over(storage).GetAsync("key", Cancellation));
    }

    [Theory]
    [InlineData("a/../", 0)]
    [InlineData("a/./", 0)]
    [InlineData("\0", 0)]
    [InlineData("", -1)]
    public void Options_ThatMakeNoSense_AreRefused(string prefix, int toleranceTicks)
    {
        var options = new StorageDistributedCacheOptions
        {
            Prefix = prefix,
            SlidingTolerance = TimeSpan.FromTicks(toleranceTicks),
        };
        _ = Assert.ThrowsAny<ArgumentException>(options.Validate);
    }

    [Fact]
    public async Task Options_LongestPrefix_LeavesRoomForEveryKey()
    {
        await using IStorage storage = Open("memory");
        string longest = new('p', StorageDistributedCacheOptions.PrefixBytesMax);
        var cache = new StorageDistributedCache(storage, new StorageDistributedCacheOptions { Prefix = longest });
        string key = new('k', DistributedCacheKeys.NameLengthMax);
        await cache.SetAsync(key, [1], new(), Cancellation);
        Assert.Equal([1], await cache.GetAsync(key, Cancellation));
        _ = Assert.ThrowsAny<ArgumentException>(
            () => new StorageDistributedCacheOptions { Prefix = longest + "p" }.Validate());
    }

    private static ReadOnlySequence<byte> Sequence(string first, string second)
    {
        var start = new Segment(Encoding.ASCII.GetBytes(first), null);
        var end = new Segment(Encoding.ASCII.GetBytes(second), start);
        return new ReadOnlySequence<byte>(start, 0, end, second.Length);
    }

    private IStorage Open(string kind) => kind switch
    {
        "memory" => new MemoryStorage(new MemoryStorageOptions { TimeProvider = _time }),
        "plain" => OpenFiles(FileLayout.Plain),
        "encoded" => OpenFiles(FileLayout.Encoded),
        _ => new EnvelopeStorage(
            OpenFiles(FileLayout.Plain),
            new EnvelopeOptions { Compression = new CompressionOptions(), TimeProvider = _time }),
    };

    private FileStorage OpenFiles(FileLayout layout) => FileStorage.Open(
        Path.Combine(_directory.Path, "store"),
        new FileStorageOptions { Layout = layout, Durability = FileDurability.None, TimeProvider = _time });

    private StorageDistributedCache Over(IStorage storage) =>
        new(storage, new StorageDistributedCacheOptions { TimeProvider = _time });

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }

    /// <summary>Somebody else does something once, right before the cache's own step.</summary>
    private sealed class BetweenStorage(IStorage inner) : StorageLayer(inner)
    {
        internal Func<Task>? BeforePut { get; set; }

        internal Func<Task>? BeforeDelete { get; set; }

        public override async ValueTask<StorageEntry> PutAsync(
            StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
        {
            if (BeforePut is { } before)
            {
                BeforePut = null;
                await before();
            }

            return await base.PutAsync(key, value, options, cancellation);
        }

        public override async ValueTask<bool> DeleteAsync(
            StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
        {
            if (BeforeDelete is { } before)
            {
                BeforeDelete = null;
                await before();
            }

            return await base.DeleteAsync(key, condition, cancellation);
        }
    }
}
