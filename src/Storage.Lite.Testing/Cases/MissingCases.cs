using System.Collections.Generic;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>Cases 20 to 23: what is not there, and what is no key.</summary>
internal static class MissingCases
{
    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(20, "what is not there is not found", GetMissing),
        new(21, "a folder is not an object", GetFolder),
        new(
            22,
            "a key that ends in a slash is a key",
            new StorageCapabilities { HasFlatKeys = true },
            PutKeyWithSlashAtTheEnd,
            RefuseKeyWithSlashAtTheEnd),
        new(23, "the empty key is refused", UseEmptyKey),
    ];

    private static async Task GetMissing(ConformanceRun run)
    {
        using StorageContent content = await run.Storage.TryGetAsync("missing", default(GetOptions), run.Cancellation)
            .ConfigureAwait(false);
        Expect.Equal(StorageOutcome.NotFound, content.Outcome, "the outcome of a get");
        StorageReader reader = await run.Storage.TryOpenReadAsync("missing", default, run.Cancellation)
            .ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            Expect.Equal(StorageOutcome.NotFound, reader.Outcome, "the outcome of a reader");
        }

        StorageNotFoundException error = await Expect.ThrowsAsync<StorageNotFoundException>(
            () => run.Storage.GetAsync("missing", default, run.Cancellation).AsTask(), "a get").ConfigureAwait(false);
        Expect.Equal("missing", error.Key.Text, "the key in the error");
        error = await Expect.ThrowsAsync<StorageNotFoundException>(
            () => run.Storage.StatAsync("missing", run.Cancellation).AsTask(), "a stat").ConfigureAwait(false);
        Expect.Equal("missing", error.Key.Text, "the key in the error");
        Expect.True(!await run.ExistsAsync("missing").ConfigureAwait(false), "what is not there exists");
        Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list after looking");
    }

    private static async Task GetFolder(ConformanceRun run)
    {
        await run.PutAllAsync("folder/file").ConfigureAwait(false);
        await run.ExpectTextAsync("folder", null).ConfigureAwait(false);
        Expect.True(!await run.ExistsAsync("folder").ConfigureAwait(false), "a folder exists as an object");
        Expect.True(
            !await run.Storage.DeleteAsync("folder", default, run.Cancellation).ConfigureAwait(false),
            "a folder was deleted as an object");
        await run.ExpectTextAsync("folder/file", "folder/file").ConfigureAwait(false);
    }

    private static async Task PutKeyWithSlashAtTheEnd(ConformanceRun run)
    {
        await run.PutAllAsync("folder/", "folder/file", "folder").ConfigureAwait(false);
        foreach (string key in new[] { "folder/", "folder/file", "folder" })
        {
            await run.ExpectTextAsync(key, key).ConfigureAwait(false);
        }
    }

    private static async Task RefuseKeyWithSlashAtTheEnd(ConformanceRun run)
    {
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.PutAllAsync("folder/"), "a put to a key that ends in a slash").ConfigureAwait(false);
        Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list after it");
    }

    private static async Task UseEmptyKey(ConformanceRun run)
    {
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.PutAllAsync(""), "a put to ''").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.Storage.PutTextAsync(default, "value", null, run.Cancellation).AsTask(),
            "a put to no key").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.Storage.TryGetAsync(default, default(GetOptions), run.Cancellation).AsTask(),
            "a get of no key").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.Storage.TryStatAsync(default, run.Cancellation).AsTask(),
            "a stat of no key").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.Storage.DeleteAsync(default, default, run.Cancellation).AsTask(),
            "a delete of no key").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.Storage.OpenWriteAsync(default, null, run.Cancellation).AsTask(),
            "a writer of no key").ConfigureAwait(false);
    }
}
