using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>Cases 25 to 32: removing.</summary>
internal static class DeleteCases
{
    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(25, "what is deleted is gone", Delete),
        new(26, "deleting what is not there succeeds, and says so", DeleteMissing),
        new(27, "of two who delete at once one is told that it existed", DeleteTwiceAtOnce),
        new(28, "a batch of deletes tells what became of each", DeleteBatch),
        new(29, "a hundred objects are deleted at once", DeleteLargeBatch),
        new(30, "all that begins with a prefix is deleted", DeletePrefix),
        new(31, "a reader reads on while its object is deleted", DeleteUnderReader),
        new(31, "a reader reads on while its object is replaced", ReplaceUnderReader),
        new(32, "the last object of a folder leaves no folder", DeleteLastOfFolder),
    ];

    private static ValueTask<bool> DeleteAsync(ConformanceRun run, string key) =>
        run.Storage.DeleteAsync(key, default, run.Cancellation);

    private static async Task Delete(ConformanceRun run)
    {
        await run.PutAllAsync("a", "b").ConfigureAwait(false);
        Expect.True(await DeleteAsync(run, "a").ConfigureAwait(false), "the object is said not to have existed");
        Expect.True(!await run.ExistsAsync("a").ConfigureAwait(false), "the object still exists");
        await run.ExpectTextAsync("a", null).ConfigureAwait(false);
        await run.ExpectTextAsync("b", "b").ConfigureAwait(false);
        Expect.Sequence(["b"], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task DeleteMissing(ConformanceRun run)
    {
        Expect.True(!await DeleteAsync(run, "missing")
            .ConfigureAwait(false), "what is not there is said to have existed");
        Expect.True(
            !await DeleteAsync(run, "missing/nested")
                .ConfigureAwait(false), "what is not there is said to have existed");
    }

    private static async Task DeleteTwiceAtOnce(ConformanceRun run)
    {
        for (int round = 0; round < run.Races; round++)
        {
            _ = await run.PutAsync("key", "value").ConfigureAwait(false);
            int existed = 0;
            await run.TogetherAsync(2, async worker =>
            {
                if (await DeleteAsync(run, "key").ConfigureAwait(false))
                {
                    _ = Interlocked.Increment(ref existed);
                }
            }).ConfigureAwait(false);
            if (run.Capabilities.TellsSeveralDeleters)
            {
                Expect.True(existed > 0, "none of two deletes at once was told that it existed");
            }
            else
            {
                Expect.Equal(1, existed, "how many of two deletes at once were told that it existed");
            }

            await run.ExpectTextAsync("key", null).ConfigureAwait(false);
        }
    }

    private static async Task DeleteBatch(ConformanceRun run)
    {
        string[] keys = ["d/1", "d/2", "I'm a < & weird path", "missing", "d/3", "e", "f"];
        List<StorageKey> batch = [];
        List<string> held = [];
        foreach (string key in keys)
        {
            batch.Add(key);
            if (!string.Equals(key, "missing", StringComparison.Ordinal)
                && await KeyCases.TryPutAsync(run, key).ConfigureAwait(false))
            {
                held.Add(key);
            }
        }

        await run.PutAllAsync("d/4").ConfigureAwait(false);
        IReadOnlyList<StorageDeleteResult> results = await run.Storage.DeleteManyAsync(batch, run.Cancellation)
            .ConfigureAwait(false);
        Expect.Equal(keys.Length, results.Count, "the number of results");
        for (int index = 0; index < keys.Length; index++)
        {
            Expect.Equal(keys[index], results[index].Key.Text, $"the key of result {index}");
            Expect.Equal(held.Contains(keys[index]), results[index].Existed, $"whether '{keys[index]}' existed");
            Expect.True(
                results[index].Error is null or StorageInvalidKeyException,
                $"'{keys[index]}' was not deleted: {results[index].Error?.Message}");
        }

        Expect.Sequence(["d/4"], await run.KeysAsync().ConfigureAwait(false), "the list after the batch");
        results = await run.Storage.DeleteManyAsync([], run.Cancellation).ConfigureAwait(false);
        Expect.Equal(0, results.Count, "the results of a batch of none");
    }

    private static async Task DeleteLargeBatch(ConformanceRun run)
    {
        List<StorageKey> keys = [];
        for (int index = 0; index < 100; index++)
        {
            keys.Add($"k{index:000}");
            await run.PutAllAsync($"k{index:000}").ConfigureAwait(false);
        }

        foreach (StorageDeleteResult result in await run.Storage.DeleteManyAsync(keys, run.Cancellation)
            .ConfigureAwait(false))
        {
            Expect.True(result.Existed && result.Error is null, $"'{result.Key}' was not deleted");
        }

        Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list after it");
    }

    private static async Task DeletePrefix(ConformanceRun run)
    {
        await run.PutAllAsync("p/a", "p/b/e", "q").ConfigureAwait(false);
        if (run.Capabilities.HasFlatKeys)
        {
            await run.PutAllAsync("p", "p/b").ConfigureAwait(false);
        }

        List<StorageKey> keys = [];
        foreach (string key in await run.KeysAsync("p/").ConfigureAwait(false))
        {
            keys.Add(key);
        }

        _ = await run.Storage.DeleteManyAsync(keys, run.Cancellation).ConfigureAwait(false);
        string[] left = run.Capabilities.HasFlatKeys ? ["p", "q"] : ["q"];
        Expect.Sequence(left, await run.KeysAsync().ConfigureAwait(false), "what is left");
    }

    private static Task DeleteUnderReader(ConformanceRun run) =>
        ReadWhileAsync(run, () => DeleteAsync(run, "key").AsTask());

    private static Task ReplaceUnderReader(ConformanceRun run) =>
        ReadWhileAsync(run, () => run.PutAsync("key", new byte[1_000_000]).AsTask());

    private static async Task ReadWhileAsync(ConformanceRun run, Func<Task> change)
    {
        byte[] value = run.RandomBytes(1_000_000);
        _ = await run.PutAsync("key", value).ConfigureAwait(false);
        StorageReader reader = await run.Storage.OpenReadAsync("key", default, run.Cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            using var got = new ChunkedBuffer();
            bool isChanged = false;
            while (true)
            {
                using BufferSlice portion = await reader.ReadAsync(run.Cancellation).ConfigureAwait(false);
                if (portion.IsEmpty)
                {
                    break;
                }

                got.Append(portion);
                if (!isChanged)
                {
                    isChanged = true;
                    await change().ConfigureAwait(false);
                }
            }

            using BufferSlice all = got.TakeAll();
            Expect.Bytes(value, all, "what the reader read of the object that it was opened on");
        }
    }

    private static async Task DeleteLastOfFolder(ConformanceRun run)
    {
        await run.PutAllAsync("a/b", "a/c/d").ConfigureAwait(false);
        _ = await DeleteAsync(run, "a/b").ConfigureAwait(false);
        _ = await DeleteAsync(run, "a/c/d").ConfigureAwait(false);
        foreach (StoragePage page in await run.PagesAsync(new ListOptions { Delimiter = "/" }).ConfigureAwait(false))
        {
            Expect.Equal(0, page.Entries.Count + page.Prefixes.Count, "the entries and prefixes of an empty store");
        }

        // And the name of the folder is free for an object.
        await run.PutAllAsync("a").ConfigureAwait(false);
        await run.ExpectTextAsync("a", "a").ConfigureAwait(false);
    }
}
