using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Layers.Composite;

/// <content>A store of files before a slow one, below encryption: a cache on disk.</content>
public sealed partial class CompositeStorageTests
{
    [Fact]
    public async Task CompositeStorage_FilesBeforeASlowStore_AreACacheOnDiskThatHoldsNoPlainValue()
    {
        using var folder = new TemporaryDirectory();
        byte[] key = RandomNumberGenerator.GetBytes(32);
        string value = string.Concat(Enumerable.Repeat("a plain value ", 100));
        await using (IStorage storage = OverDiskCache(folder, key, out ScriptedStorage slow))
        {
            _ = await storage.PutTextAsync("key", value, cancellation: Token);
            Assert.Equal(value, await storage.GetTextAsync("key", Token));
            Assert.Equal(0, Gets(slow));
        }

        Assert.NotEmpty(Directory.GetFiles(folder.File("cache"), "*", SearchOption.AllDirectories));
        foreach (string file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            string text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token));
            Assert.DoesNotContain("plain", text, StringComparison.Ordinal);
        }

        // The next process finds it warm, and what is cleaned away is filled by the next read.
        await using (IStorage storage = OverDiskCache(folder, key, out ScriptedStorage slow))
        {
            Assert.Equal(value, await storage.GetTextAsync("key", Token));
            Assert.Equal(0, Gets(slow));
        }

        await using (FileStorage cache = OpenCache(folder))
        {
            Assert.Equal(1, await cache.DeleteOlderThanAsync(
                TimeSpan.FromDays(7), time: new Later(TimeSpan.FromDays(8)), cancellation: Token));
        }

        await using (IStorage storage = OverDiskCache(folder, key, out ScriptedStorage slow))
        {
            Assert.Equal(value, await storage.GetTextAsync("key", Token));
            Assert.Equal(1, Gets(slow));
            Assert.Equal(value, await storage.GetTextAsync("key", Token));
            Assert.Equal(1, Gets(slow));

            // A change or a delete is one of both.
            _ = await storage.PutTextAsync("key", "other", cancellation: Token);
            Assert.Equal("other", await storage.GetTextAsync("key", Token));
            Assert.True(await storage.DeleteAsync("key", default, Token));
            Assert.False(await storage.ExistsAsync("key", Token));
        }

        await using FileStorage emptied = OpenCache(folder);
        Assert.Empty(await ListAsync(emptied));
    }

    [Fact]
    public async Task CompositeStorage_CacheOnDiskIsDamaged_TheReadSaysSoAndEmptyingItHelps()
    {
        using var folder = new TemporaryDirectory();
        byte[] key = RandomNumberGenerator.GetBytes(32);
        await using IStorage storage = OverDiskCache(folder, key, out _);
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        string file = Directory.GetFiles(folder.File("cache"), "key*", SearchOption.AllDirectories).Single();
        byte[] bytes = await File.ReadAllBytesAsync(file, Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Token);
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(async () => await storage.GetTextAsync("key", Token));

        await using (FileStorage cache = OpenCache(folder))
        {
            Assert.Equal(1, await cache.DeleteOlderThanAsync(
                TimeSpan.Zero, time: new Later(TimeSpan.FromSeconds(1)), cancellation: Token));
        }

        Assert.Equal("value", await storage.GetTextAsync("key", Token));
    }

    private static int Gets(ScriptedStorage storage) =>
        storage.Calls.Count(static operation => operation == StorageOperation.Get);

    private static IStorage OverDiskCache(TemporaryDirectory folder, byte[] key, out ScriptedStorage slow)
    {
        var main = new ScriptedStorage(FileStorage.Open(
            folder.File("main"), new FileStorageOptions { Durability = FileDurability.None }));
        slow = main;
        return new StorageBuilder()
            .UseEncryption(key)
            .UseComposite(
                [
                    new StorageBuilder().UseBackend(() => OpenCache(folder)),
                    new StorageBuilder().UseBackend(() => main),
                ],
                new CompositeOptions { AuthoritativeTier = 1 })
            .Build();
    }

    private static FileStorage OpenCache(TemporaryDirectory folder) => FileStorage.Open(
        folder.File("cache"),
        new FileStorageOptions { Layout = FileLayout.Encoded, Durability = FileDurability.None });

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
