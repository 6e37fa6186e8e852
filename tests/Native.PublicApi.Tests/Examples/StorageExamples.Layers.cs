using System;
using System.Security.Cryptography;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;
using Storage.Lite;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <content>docs/storage-layers.md and docs/codecs.md.</content>
public sealed partial class StorageExamples
{
    [Fact]
    public async Task Layers_Stack_CountsOperations()
    {
        var backend = new MemoryStorage();

        await using var storage = new MetricsStorage(
            new DeadlineStorage(
                new CachedStorage(
                    new RetryStorage(new AttemptTimeoutStorage(backend), maxRetries: 3, TimeSpan.FromSeconds(1)),
                    cacheSize: 1000)));
        await storage.PutTextAsync("user", "John");
        string user = await storage.GetTextAsync("user");
        Console.WriteLine(storage.GetMetrics().AverageLatency);

        Assert.Equal("John", user);
    }

    [Fact]
    public async Task Layers_Error_SaysWhatWasTried()
    {
        await using var storage = new QuotaStorage(new MemoryStorage(), new QuotaOptions { ValueBytesMax = 1 });

        try
        {
            await storage.PutTextAsync("key", "value");
        }
        catch (StorageException error)
        {
            Console.WriteLine(error.Message);
            // put 'key' in ...: gave up after 4 attempts in 7 s; the last error was: ...
        }

        Assert.Null(await storage.TryStatAsync("key"));
    }

    [Fact]
    public async Task Layers_Quota_RefusesOtherExtensions()
    {
        var backend = new MemoryStorage();
        string fileName = "me.png";

        await using var uploads = new QuotaStorage(backend, new QuotaOptions
        {
            ValueBytesMax = 10 * 1024 * 1024,
            Extensions = [".png", ".jpg"],
            Rules = [new QuotaRule { Prefix = "avatars/", BytesMax = 1L << 30, ObjectsMax = 100_000 }],
        });
        StorageKey key = $"avatars/{StorageKeySanitizer.Sanitize(fileName)}";

        _ = await uploads.PutTextAsync(key, "picture");
        _ = await Assert.ThrowsAnyAsync<StorageException>(
            async () => await uploads.PutTextAsync("avatars/me.exe", "program"));
    }

    [Fact]
    public async Task Layers_Events_AreSeen()
    {
        var backend = new MemoryStorage();

        var events = new StorageEventChannel(capacity: 1024);
        await using var observed = new MetricsStorage(backend, new MetricsOptions { Observers = [events] });

        _ = await observed.PutTextAsync("a", "1");
        Assert.True(events.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Layers_Maintenance_CopiesAndRemoves()
    {
        await using var source = new MemoryStorage();
        await using var destination = new MemoryStorage();
        await using var backup = new MemoryStorage();
        MemoryStorage storage = source;
        _ = await storage.PutTextAsync("a", "1");
        _ = await storage.PutTextAsync("tmp/b", "2");

        SyncReport report = await source.SyncAsync(destination, new SyncOptions { DeletesOthers = true });
        await storage.BackupAsync(backup, "2026-01-31/");
        await storage.RestoreAsync(backup, "2026-01-31/");
        await storage.DeletePrefixAsync("tmp/");
        await storage.DeleteOlderThanAsync(TimeSpan.FromDays(30), "logs/");

        Assert.Equal("1", await destination.GetTextAsync("a"));
        Assert.NotNull(report);
        Assert.Null(await storage.TryStatAsync("tmp/b"));
    }

    [Fact]
    public async Task Codecs_Example_ComesBack()
    {
        byte[] key = RandomNumberGenerator.GetBytes(ChunkedAead.KeyLength);
        using var compressed = new ChunkedBuffer();
        using (var compressor = new SliceCompressor(CompressionFormat.Brotli, level: 1))
        {
            compressor.Write("some text"u8, compressed);
            compressor.Finish(compressed);
        }

        using var message = new ChunkedBuffer();
        using (var encryptor = new ChunkedEncryptor(key, "name"u8, message))
        {
            using BufferSlice payload = compressed.TakeAll();
            encryptor.Write(payload, message);
            encryptor.Finish(message);
        }

        using var opened = new ChunkedBuffer();
        using (var decryptor = new ChunkedDecryptor(key, "name"u8))
        {
            using BufferSlice sealedBytes = message.TakeAll();
            decryptor.Write(sealedBytes, opened);
            decryptor.Finish(opened);
        }

        using BufferSlice plain = opened.TakeAll();
        var limits = new DecompressionLimits { BytesMax = 64 * 1024 * 1024 };
        await using var decompressor = new SliceDecompressor(CompressionFormat.Brotli, SliceSource.From(plain), limits);
        using BufferSlice portion = await decompressor.ReadAsync();
        Console.WriteLine(portion.GetString());

        Assert.Equal("some text", portion.GetString());
    }
}
