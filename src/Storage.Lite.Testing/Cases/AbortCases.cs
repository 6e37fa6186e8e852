using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>Case 73: what is not committed has not happened.</summary>
internal static class AbortCases
{
    private const int PartLength = 40_000;
    private const int PartCount = 4;

    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(73, "a writer that is disposed leaves the key as it was", DisposeWriter),
        new(73, "a writer of a new key that is disposed leaves no key", DisposeWriterOfNewKey),
        new(73, "a write that is cancelled leaves the key as it was", CancelWriter),
        new(73, "what is not committed is not seen", LookBeforeCommit),
        new(73, "a commit happens once", CommitTwice),
        new(73, "a cancelled put leaves the key as it was", CancelPut),
    ];

    private static async Task<StorageWriter> WritePartsAsync(ConformanceRun run, string key, int parts)
    {
        StorageWriter writer = await run.Storage.OpenWriteAsync(key, null, run.Cancellation).ConfigureAwait(false);
        for (int part = 0; part < parts; part++)
        {
            await writer.WriteAsync(run.RandomBytes(PartLength), run.Cancellation).ConfigureAwait(false);
        }

        return writer;
    }

    private static async Task DisposeWriter(ConformanceRun run)
    {
        _ = await run.PutAsync("key", "old").ConfigureAwait(false);
        for (int parts = 0; parts <= PartCount; parts++)
        {
            StorageWriter writer = await WritePartsAsync(run, "key", parts).ConfigureAwait(false);
            await writer.DisposeAsync().ConfigureAwait(false);
            await writer.DisposeAsync().ConfigureAwait(false);
            await run.ExpectTextAsync("key", "old").ConfigureAwait(false);
        }

        Expect.Sequence(["key"], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task DisposeWriterOfNewKey(ConformanceRun run)
    {
        for (int parts = 0; parts <= PartCount; parts++)
        {
            StorageWriter writer = await WritePartsAsync(run, "new/key", parts).ConfigureAwait(false);
            await writer.DisposeAsync().ConfigureAwait(false);
            await run.ExpectTextAsync("new/key", null).ConfigureAwait(false);
        }

        Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list");
        await run.PutAllAsync("new").ConfigureAwait(false);
    }

    private static async Task CancelWriter(ConformanceRun run)
    {
        _ = await run.PutAsync("key", "old").ConfigureAwait(false);
        for (int parts = 0; parts <= PartCount; parts++)
        {
            StorageWriter writer = await WritePartsAsync(run, "key", parts).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                _ = await Expect.ThrowsAsync<OperationCanceledException>(
                    async () =>
                    {
                        await writer.WriteAsync(new byte[PartLength * 2], new CancellationToken(canceled: true))
                            .ConfigureAwait(false);
                        _ = await writer.CommitAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
                    },
                    "a write or commit with a cancelled token").ConfigureAwait(false);
                _ = await Expect.ThrowsAsync<InvalidOperationException>(
                    () => writer.CommitAsync(run.Cancellation).AsTask(),
                    "a commit after a cancelled write").ConfigureAwait(false);
            }

            await run.ExpectTextAsync("key", "old").ConfigureAwait(false);
        }

        Expect.Sequence(["key"], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task LookBeforeCommit(ConformanceRun run)
    {
        StorageWriter writer = await WritePartsAsync(run, "key", PartCount).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.FlushAsync(run.Cancellation).ConfigureAwait(false);
            await run.ExpectTextAsync("key", null).ConfigureAwait(false);
            Expect.True(!await run.ExistsAsync("key").ConfigureAwait(false), "it exists before the commit");
            Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list before the commit");
            StorageEntry entry = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
            Expect.Equal(PartLength * PartCount, entry.Length, "the length that the commit returned");
            Expect.True(writer.IsCommitted, "the writer does not say that it is committed");
            Expect.True(await run.ExistsAsync("key").ConfigureAwait(false), "it does not exist after the commit");
        }

        Expect.Sequence(["key"], await run.KeysAsync().ConfigureAwait(false), "the list after the commit");
    }

    private static async Task CommitTwice(ConformanceRun run)
    {
        StorageWriter writer = await WritePartsAsync(run, "key", 1).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            _ = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
            _ = await Expect.ThrowsAsync<InvalidOperationException>(
                () => writer.CommitAsync(run.Cancellation).AsTask(), "a second commit").ConfigureAwait(false);
            _ = await Expect.ThrowsAsync<InvalidOperationException>(
                () => writer.WriteAsync(new byte[1], run.Cancellation).AsTask(),
                "a write after the commit").ConfigureAwait(false);
        }

        Expect.Equal(
            PartLength, (await run.Storage.StatAsync("key", run.Cancellation)
                .ConfigureAwait(false)).Length, "the length");
    }

    private static async Task CancelPut(ConformanceRun run)
    {
        _ = await run.PutAsync("key", "old").ConfigureAwait(false);
        var cancelled = new CancellationToken(canceled: true);
        _ = await Expect.ThrowsAsync<OperationCanceledException>(
            () => run.Storage.PutTextAsync("key", "new", null, cancelled).AsTask(), "a put").ConfigureAwait(false);
        using (var stream = new MemoryStream(new byte[300_000]))
        {
            _ = await Expect.ThrowsAsync<OperationCanceledException>(
                () => run.Storage.PutAsync("key", stream, null, cancelled).AsTask(),
                "a put of a stream").ConfigureAwait(false);
        }

        _ = await Expect.ThrowsAsync<OperationCanceledException>(
            () => run.Storage.DeleteAsync("key", default, cancelled).AsTask(), "a delete").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<OperationCanceledException>(
            () => run.Storage.TryGetAsync("key", default(GetOptions), cancelled).AsTask(), "a get")
                .ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<OperationCanceledException>(
            () => run.Storage.TryStatAsync("key", cancelled).AsTask(), "a stat").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<OperationCanceledException>(
            () => run.Storage.CopyAsync("key", "copy", default, cancelled).AsTask(), "a copy").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<OperationCanceledException>(
            () => run.Storage.RenameAsync("key", "other", default, cancelled).AsTask(), "a rename")
            .ConfigureAwait(false);
        await run.ExpectTextAsync("key", "old").ConfigureAwait(false);
        Expect.Sequence(["key"], await run.KeysAsync().ConfigureAwait(false), "the list");

        using BufferSlice value = BufferSlice.CopyFrom("value"u8);
        _ = await Expect.ThrowsAsync<OperationCanceledException>(
            () => run.Storage.PutAsync("key", value, null, cancelled).AsTask(), "a put of a slice")
                .ConfigureAwait(false);
        Expect.Equal("value", value.GetString(), "the caller's slice after a cancelled put");
    }
}
