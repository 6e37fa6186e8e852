using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <summary>Limits, eviction, expiry, options.</summary>
public sealed class MemoryStorageWritingTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Put_BeyondTheBytes_IsRefusedAndChangesNothing()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { BytesMax = 10, Name = "small" });
        await storage.PutTextAsync("a", "12345");
        await storage.PutTextAsync("b", "1234");

        StorageQuotaException error = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("c", "12"));
        await Assert.ThrowsAsync<StorageQuotaException>(async () => await storage.PutTextAsync("b", "123456"));
        await Assert.ThrowsAsync<StorageQuotaException>(async () => await storage.CopyAsync("a", "copy"));

        Assert.Equal("c", error.Key.Text);
        Assert.Equal("small", error.Backend);
        Assert.Contains("2 bytes do not fit beside 2 objects of 9 bytes", error.Message);
        Assert.Equal("1234", await storage.GetTextAsync("b"));
        Assert.Equal(9, storage.Bytes);
        await storage.PutTextAsync("b", "12345");
        Assert.Equal(10, storage.Bytes);
    }

    [Fact]
    public async Task Put_BeyondTheObjects_IsRefusedUnlessItReplaces()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { ObjectsMax = 1 });
        await storage.PutTextAsync("a", "1");

        await Assert.ThrowsAsync<StorageQuotaException>(async () => await storage.PutTextAsync("b", "1"));
        await storage.PutTextAsync("a", "2");
        await storage.RenameAsync("a", "b");

        Assert.Equal("2", await storage.GetTextAsync("b"));
        Assert.Equal(1, storage.ObjectCount);
    }

    [Fact]
    public async Task Put_LongerThanAValueMayBe_IsRefusedByPutAndWriter()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { ValueBytesMax = 100_000 });

        await Assert.ThrowsAsync<StorageQuotaException>(async () => await storage.PutAsync("key", new byte[100_001]));
        await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.OpenWriteAsync("key", new PutOptions { Length = 100_001 }));
        await using (StorageWriter writer = await storage.OpenWriteAsync("key"))
        {
            await writer.WriteAsync(new byte[90_000]);
            await Assert.ThrowsAsync<StorageQuotaException>(async () => await writer.WriteAsync(new byte[90_000]));
        }

        Assert.Equal(0, storage.ObjectCount);
        Assert.Equal(100_000, storage.Capabilities.ValueBytesMax);
    }

    [Fact]
    public async Task Put_IntoAFullCache_EvictsWhatWasNotUsedForLongest()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions
        {
            BytesMax = 30,
            Eviction = MemoryEviction.LeastRecentlyUsed,
        });
        foreach (string key in new[] { "a", "b", "c" })
        {
            await storage.PutAsync(key, new byte[10]);
        }

        (await storage.GetAsync("a")).Dispose();
        await storage.PutAsync("d", new byte[10]);
        Assert.Equal(["a", "c", "d"], await KeysAsync(storage));
        (await storage.GetAsync("c")).Dispose();
        await storage.PutAsync("e", new byte[15]);

        Assert.Equal(["c", "e"], await KeysAsync(storage));
        await Assert.ThrowsAsync<StorageQuotaException>(async () => await storage.PutAsync("f", new byte[31]));
        Assert.Equal(["c", "e"], await KeysAsync(storage));
        await storage.PutAsync("c", new byte[30]);
        Assert.Equal(["c"], await KeysAsync(storage));
        Assert.Equal(30, storage.Bytes);
    }

    [Fact]
    public async Task Put_ManyIntoACache_StaysWithinTheLimits()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions
        {
            ObjectsMax = 50,
            Eviction = MemoryEviction.LeastRecentlyUsed,
        });
        for (int round = 0; round < 2000; round++)
        {
            await storage.PutAsync($"k{round % 170}", new byte[round % 100]);
            (await storage.TryGetAsync($"k{round * 7 % 170}")).Dispose();
            Assert.True(storage.ObjectCount <= 50);
        }

        List<string> keys = await KeysAsync(storage);
        Assert.Equal(50, keys.Count);
        Assert.Contains("k129", keys);
    }

    [Fact]
    public async Task Object_ThatExpires_IsGoneForEveryOperation()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { TimeProvider = _clock });
        var options = new PutOptions { ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromMinutes(1) };
        await storage.PutTextAsync("a", "value", options);
        await storage.PutTextAsync("b", "value", options);
        await storage.PutTextAsync("stays", "value");

        _clock.Move(TimeSpan.FromSeconds(59));
        Assert.Equal("value", await storage.GetTextAsync("a"));
        _clock.Move(TimeSpan.FromSeconds(1));

        Assert.False((await storage.TryGetAsync("a")).IsFound);
        Assert.Null(await storage.TryStatAsync("a", TestContext.Current.CancellationToken));
        Assert.Equal(["stays"], await KeysAsync(storage));
        Assert.Equal(3, storage.ObjectCount);
        Assert.False(await storage.DeleteAsync("a"));
        Assert.Equal(1, storage.ObjectCount);
        await Assert.ThrowsAsync<StorageNotFoundException>(async () => await storage.CopyAsync("b", "copy"));
        await storage.PutTextAsync("a", "again", new PutOptions { Condition = StorageCondition.IfAbsent });
    }

    [Fact]
    public async Task RemoveExpired_OfAStoreThatIsOnlyRead_GivesMemoryBack()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { TimeProvider = _clock });
        for (int minute = 1; minute <= 3; minute++)
        {
            await storage.PutTextAsync(
                $"k{minute}", "value",
                    new PutOptions { ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromMinutes(minute) });
        }

        _clock.Move(TimeSpan.FromMinutes(2));

        Assert.Equal(2, storage.RemoveExpired());
        Assert.Equal(0, storage.RemoveExpired());
        Assert.Equal(5, storage.Bytes);
    }

    [Fact]
    public async Task Put_OfManyThatExpire_ForgetsTheOnesThatWereReplaced()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { TimeProvider = _clock });
        for (int round = 0; round < 1000; round++)
        {
            await storage.PutTextAsync(
                "key", "value", new PutOptions { ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromMinutes(1) });
        }

        await storage.PutTextAsync("key", "for ever");
        _clock.Move(TimeSpan.FromMinutes(2));

        Assert.Equal(0, storage.RemoveExpired());
        Assert.Equal("for ever", await storage.GetTextAsync("key"));
    }

    [Fact]
    public async Task Put_WithMetadataThatMakesNoSense_Throws()
    {
        await using var storage = new MemoryStorage();
        var twice = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "1", ["NAME"] = "2" };
        var none = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = null! };

        await Assert.ThrowsAsync<ArgumentException>(
            async () => await storage.PutTextAsync("key", "value", new PutOptions { Metadata = twice }));
        await Assert.ThrowsAsync<ArgumentNullException>(
            async () => await storage.PutTextAsync("key", "value", new PutOptions { Metadata = none }));
        StorageEntry entry = await storage.PutTextAsync(
            "key", "value", new PutOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) });
        Assert.Null(entry.Metadata);
    }

    [Fact]
    public async Task Put_OverForeignMemory_ReleasesItAfterTheChange()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions { RetainedFactorMax = null });
        string? seen = null;
        using (BufferSlice foreign = BufferSlice.FromExternal(
            "foreign"u8.ToArray(), _ => seen = storage.GetTextAsync("key").AsTask().GetAwaiter().GetResult()))
        {
            await storage.PutAsync("key", foreign);
        }

        await storage.PutTextAsync("key", "own");

        Assert.Equal("own", seen);
    }

    [Fact]
    public async Task Put_WhoseReleaseThrows_HasHappenedAndReleasesTheOthers()
    {
        await using var storage = new MemoryStorage(new MemoryStorageOptions
        {
            BytesMax = 14,
            RetainedFactorMax = null,
            Eviction = MemoryEviction.LeastRecentlyUsed,
        });
        int released = 0;
        foreach (string key in new[] { "a", "b" })
        {
            using BufferSlice foreign = BufferSlice.FromExternal("foreign"u8.ToArray(), _ =>
            {
                released++;
                throw new InvalidOperationException("It does not want to.");
            });
            await storage.PutAsync(key, foreign);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await storage.PutTextAsync("c", "own and long"));

        Assert.Equal(2, released);
        Assert.Equal("own and long", await storage.GetTextAsync("c"));
    }

    [Fact]
    public async Task DeleteMany_WithAKeyThatIsNone_RemovesTheOthers()
    {
        await using var storage = new MemoryStorage();
        await storage.PutTextAsync("a", "value");

        IReadOnlyList<StorageDeleteResult> results = await storage.DeleteManyAsync([default, "a"]);

        Assert.IsType<StorageInvalidKeyException>(results[0].Error);
        Assert.True(results[1].Existed);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await storage.DeleteManyAsync(["a"], new CancellationToken(canceled: true)));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await storage.DeleteManyAsync(null!));
    }

    [Fact]
    public void Options_ThatMakeNoSense_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new MemoryStorage(new MemoryStorageOptions { Name = "" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryStorage(new MemoryStorageOptions { BytesMax = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new MemoryStorage(new MemoryStorageOptions { ObjectsMax = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new MemoryStorage(new MemoryStorageOptions { ValueBytesMax = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new MemoryStorage(new MemoryStorageOptions { RetainedFactorMax = 0 }));
        Assert.Throws<ArgumentNullException>(() =>
            new MemoryStorage(new MemoryStorageOptions { TimeProvider = null! }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new MemoryStorage(new MemoryStorageOptions { Eviction = (MemoryEviction)7 }));
    }

    [Fact]
    public async Task Tags_OfTwoStores_NeverMatch()
    {
        await using var first = new MemoryStorage();
        await using var second = new MemoryStorage();

        StorageEntry one = await first.PutTextAsync("key", "value");
        StorageEntry other = await second.PutTextAsync("key", "value");

        Assert.NotEqual(one.ETag, other.ETag);
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await first.TryGetAsync("key", new GetOptions { Condition = StorageCondition.IfAbsent }));
    }

    private static async Task<List<string>> KeysAsync(MemoryStorage storage)
    {
        List<StorageEntry> entries = [];
        await foreach (StorageEntry entry in storage.ListAsync())
        {
            entries.Add(entry);
        }

        return [.. entries.Select(static entry => entry.Key.Text)];
    }
}
