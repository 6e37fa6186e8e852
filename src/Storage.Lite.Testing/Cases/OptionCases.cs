using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>Cases from 101 on: what the research behind the others does not number.</summary>
internal static class OptionCases
{
    private static readonly StorageCapabilities s_metadata = new() { KeepsMetadata = true };
    private static readonly StorageCapabilities s_expiry = new() { Expires = true };

    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(101, "metadata is kept with the object", s_metadata, KeepMetadata, RefuseMetadata),
        new(102, "an object that expired is gone", s_expiry, Expire, RefuseExpiry),
        new(
            103,
            "a delete if match needs the current version",
            new StorageCapabilities { DeletesIfMatch = true },
            DeleteIfMatch,
            RefuseDeleteIfMatch),
        new(104, "a level of compression is used or refused", new StorageCapabilities { Compresses = true }, Compress,
            RefuseLevel),
        new(105, "an announced length is checked at the commit", AnnounceLength),
        new(106, "a put borrows the caller's slice, and a get's slice is the caller's own", Own),
        new(107, "a store that works is healthy, and looking changes nothing", LookAtHealth),
        new(108, "a part is read into memory of the caller's", ReadIntoMemory),
    ];

    private static async Task KeepMetadata(ConformanceRun run)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["author"] = "John",
            ["content-type"] = "text/plain; charset=utf-8",
        };
        _ = await run.PutAsync("key", "value", new PutOptions { Metadata = metadata }).ConfigureAwait(false);
        metadata["author"] = "somebody else";
        await ExpectMetadataAsync(run, "key").ConfigureAwait(false);
        _ = await run.Storage.CopyAsync("key", "copy", default, run.Cancellation).ConfigureAwait(false);
        await ExpectMetadataAsync(run, "copy").ConfigureAwait(false);
        _ = await run.Storage.RenameAsync("copy", "renamed", default, run.Cancellation).ConfigureAwait(false);
        await ExpectMetadataAsync(run, "renamed").ConfigureAwait(false);

        _ = await run.PutAsync("key", "value").ConfigureAwait(false);
        StorageEntry entry = await run.Storage.StatAsync("key", run.Cancellation).ConfigureAwait(false);
        Expect.Equal(0, entry.Metadata?.Count ?? 0, "the metadata after a put without");
    }

    private static async Task ExpectMetadataAsync(ConformanceRun run, string key)
    {
        StorageEntry entry = await run.Storage.StatAsync(key, run.Cancellation).ConfigureAwait(false);
        Expect.True(entry.Metadata is not null, $"'{key}' has lost its metadata");
        Expect.Equal(2, entry.Metadata!.Count, $"the number of names of '{key}'");
        Expect.Equal("John", entry.Metadata.GetValueOrDefault("author"), $"the metadata of '{key}'");
        Expect.Equal("John", entry.Metadata.GetValueOrDefault("AUTHOR"), $"a name of '{key}' in another case");
        Expect.Equal(
            "text/plain; charset=utf-8", entry.Metadata.GetValueOrDefault("content-type"), $"the metadata of '{key}'");
        using StorageContent content = await run.Storage.GetAsync(key, default, run.Cancellation).ConfigureAwait(false);
        Expect.Equal("John", content.Entry.Metadata?.GetValueOrDefault("author"), $"the metadata of a get of '{key}'");
    }

    private static Task RefuseMetadata(ConformanceRun run) => RefuseAsync(
        run,
        new PutOptions
        {
            Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["name"] = "value" },
        },
        "a put with metadata");

    private static async Task RefuseAsync(ConformanceRun run, PutOptions options, string what)
    {
        _ = await Expect.ThrowsAsync<StorageNotSupportedException>(
            () => run.PutAsync("key", "value", options).AsTask(), what).ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageNotSupportedException>(
            async () =>
            {
                StorageWriter writer = await run.Storage.OpenWriteAsync("key", options, run.Cancellation)
                    .ConfigureAwait(false);
                await using (writer.ConfigureAwait(false))
                {
                    _ = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
                }
            },
            $"{what}, by a writer").ConfigureAwait(false);
        await run.ExpectTextAsync("key", null).ConfigureAwait(false);
    }

    private static async Task Expire(ConformanceRun run)
    {
        var past = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var future = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero);
        _ = await run.PutAsync("past", "value", new PutOptions { ExpiresAt = past }).ConfigureAwait(false);
        _ = await run.PutAsync("future", "value", new PutOptions { ExpiresAt = future }).ConfigureAwait(false);
        await run.ExpectTextAsync("past", null).ConfigureAwait(false);
        await run.ExpectTextAsync("future", "value").ConfigureAwait(false);
        Expect.True(!await run.ExistsAsync("past").ConfigureAwait(false), "an object that expired exists");
        StorageEntry entry = await run.Storage.StatAsync("future", run.Cancellation).ConfigureAwait(false);
        Expect.Equal(future, entry.ExpiresAt, "when it expires");
        List<string> listed = [.. await run.KeysAsync().ConfigureAwait(false)];
        if (run.Capabilities.ListsStoredLengths)
        {
            _ = listed.Remove("past");
        }

        Expect.Sequence(["future"], listed, "the list");
        if (run.Capabilities.CreatesIfAbsent)
        {
            _ = await run.PutIfAsync("past", "again", StorageCondition.IfAbsent).ConfigureAwait(false);
            await run.ExpectTextAsync("past", "again").ConfigureAwait(false);
        }
    }

    private static Task RefuseExpiry(ConformanceRun run) => RefuseAsync(
        run,
        new PutOptions { ExpiresAt = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero) },
        "a put that expires");

    private static async Task DeleteIfMatch(ConformanceRun run)
    {
        StorageEntry old = await run.PutAsync("key", "old").ConfigureAwait(false);
        StorageEntry current = await run.PutAsync("key", "new").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => run.Storage.DeleteAsync("key", StorageCondition.IfMatch(old.ETag), run.Cancellation).AsTask(),
            "a delete if match of an old version").ConfigureAwait(false);
        await run.ExpectTextAsync("key", "new").ConfigureAwait(false);
        Expect.True(
            await run.Storage.DeleteAsync("key", StorageCondition.IfMatch(current.ETag), run.Cancellation)
                .ConfigureAwait(false),
            "a delete if match of the current version did not say that there was one");
        await run.ExpectTextAsync("key", null).ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => run.Storage.DeleteAsync("key", StorageCondition.IfMatch(current.ETag), run.Cancellation).AsTask(),
            "a delete if match of what is not there").ConfigureAwait(false);
    }

    private static async Task RefuseDeleteIfMatch(ConformanceRun run)
    {
        StorageEntry entry = await run.PutAsync("key", "value").ConfigureAwait(false);
        StorageETag tag = entry.ETag.IsEmpty ? new StorageETag(1, 1) : entry.ETag;
        _ = await Expect.ThrowsAsync<StorageNotSupportedException>(
            () => run.Storage.DeleteAsync("key", StorageCondition.IfMatch(tag), run.Cancellation).AsTask(),
            "a delete if match").ConfigureAwait(false);
        await run.ExpectTextAsync("key", "value").ConfigureAwait(false);
    }

    private static async Task Compress(ConformanceRun run)
    {
        byte[] value = new byte[50_000];
        for (int level = 0; level <= 9; level++)
        {
            _ = await run.PutAsync("key", value, new PutOptions { CompressionLevel = level }).ConfigureAwait(false);
            await run.ExpectBytesAsync("key", value, $"a value compressed with level {level}").ConfigureAwait(false);
        }
    }

    private static Task RefuseLevel(ConformanceRun run) =>
        RefuseAsync(run, new PutOptions { CompressionLevel = 5 }, "a put with a level of compression");

    private static async Task AnnounceLength(ConformanceRun run)
    {
        foreach (int written in new[] { 9, 11, 10 })
        {
            var options = new PutOptions { Length = 10 };
            StorageWriter writer = await run.Storage.OpenWriteAsync("key", options, run.Cancellation)
                .ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                await writer.WriteAsync(new byte[written], run.Cancellation).ConfigureAwait(false);
                if (written == 10)
                {
                    _ = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
                    await run.ExpectBytesAsync("key", new byte[10], "a value of the announced length")
                        .ConfigureAwait(false);
                    return;
                }

                _ = await Expect.ThrowsAsync<InvalidOperationException>(
                    () => writer.CommitAsync(run.Cancellation).AsTask(),
                    $"a commit of {written} bytes of 10 announced").ConfigureAwait(false);
            }

            await run.ExpectTextAsync("key", null).ConfigureAwait(false);
        }
    }

    private static async Task Own(ConformanceRun run)
    {
        byte[] bytes = run.RandomBytes(10_000);
        BufferSlice value = BufferSlice.CopyFrom(bytes);
        _ = await run.Storage.PutAsync("key", value, null, run.Cancellation).ConfigureAwait(false);
        Expect.Bytes(bytes, value, "the caller's slice after the put");
        value.Dispose();
        await run.ExpectBytesAsync("key", bytes, "the object after the caller's slice is disposed")
            .ConfigureAwait(false);

        using StorageContent content = await run.Storage.GetAsync("key", default, run.Cancellation)
            .ConfigureAwait(false);
        _ = await run.PutAsync("key", new byte[10_000]).ConfigureAwait(false);
        _ = await run.Storage.DeleteAsync("key", default, run.Cancellation).ConfigureAwait(false);
        Expect.Bytes(bytes, content.Bytes, "what a get returned, after the object was replaced and deleted");
    }

    private static async Task LookAtHealth(ConformanceRun run)
    {
        await run.PutAllAsync("key").ConfigureAwait(false);
        StorageHealth health = await run.Storage.CheckHealthAsync(run.Cancellation).ConfigureAwait(false);
        Expect.True(health.IsHealthy, $"the store is ill: {health.Description}");
        Expect.True(health.Error is null, "a healthy store has an error");
        Expect.True(health.Description.Length > 0, "the health has no description");
        Expect.Sequence(["key"], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task ReadIntoMemory(ConformanceRun run)
    {
        _ = await run.PutAsync("key", "arbitrary data").ConfigureAwait(false);
        byte[] buffer = new byte[6];
        int count = await run.Storage.ReadAsync("key", buffer, 10, run.Cancellation).ConfigureAwait(false);
        Expect.Equal(4, count, "the bytes read at the end");
        Expect.True(buffer.AsSpan(0, 4).SequenceEqual("data"u8), "other bytes were read");
        count = await run.Storage.ReadAsync("key", buffer, 14, run.Cancellation).ConfigureAwait(false);
        Expect.Equal(0, count, "the bytes read after the end");
        count = await run.Storage.ReadAsync("key", buffer, 100, run.Cancellation).ConfigureAwait(false);
        Expect.Equal(0, count, "the bytes read far after the end");
    }
}
