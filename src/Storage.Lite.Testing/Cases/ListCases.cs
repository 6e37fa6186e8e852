using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>Cases 43 to 53: lists.</summary>
internal static class ListCases
{
    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(43, "a list of nothing is empty", ListNothing),
        new(44, "a prefix is text and no folder", ListByText),
        new(45, "a whole key is a prefix of itself", ListByWholeKey),
        new(46, "a delimiter folds what follows it", ListFolded),
        new(47, "pages of every size make the whole list", ListInPages),
        new(47, "a list goes on where a page ended", ContinueList),
        new(48, "a list starts after a key", ListAfter),
        new(49, "the order is that of UTF-8 bytes", ListInOrder),
        new(50, "a folder before the delimiter in order is not lost between pages", ListFoldersBeforeDelimiter),
        new(51, "nothing of a put in progress is listed", ListDuringPut),
        new(52, "what exists during the whole list is listed once", ListWhileOthersWrite),
        new(53, "a list ends when it is cancelled", CancelList),
    ];

    private static async Task ListNothing(ConformanceRun run)
    {
        Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list of an empty store");
        await run.PutAllAsync("a/b").ConfigureAwait(false);
        Expect.Sequence([], await run.KeysAsync("missing/").ConfigureAwait(false), "a list of what is not there");
        Expect.Sequence([], await run.KeysAsync("a/b/c").ConfigureAwait(false), "a list below an object");
    }

    private static async Task ListByText(ConformanceRun run)
    {
        await run.PutAllAsync("foo/x.json", "foo.bar/y.json", "fo").ConfigureAwait(false);
        Expect.Sequence(
            ["foo.bar/y.json", "foo/x.json"], await run.KeysAsync("foo").ConfigureAwait(false), "the list of 'foo'");
        Expect.Sequence(["foo/x.json"], await run.KeysAsync("foo/").ConfigureAwait(false), "the list of 'foo/'");
        Expect.Sequence(["foo/x.json"], await run.KeysAsync("foo/x").ConfigureAwait(false), "the list of 'foo/x'");
    }

    private static async Task ListByWholeKey(ConformanceRun run)
    {
        await run.PutAllAsync("a/b", "a/bc").ConfigureAwait(false);
        Expect.Sequence(["a/b", "a/bc"], await run.KeysAsync("a/b").ConfigureAwait(false), "the list of 'a/b'");
    }

    private static async Task ListFolded(ConformanceRun run)
    {
        await run.PutAllAsync(
            "mydb/wb/000/1", "mydb/wb/000/2", "mydb/wb/001/1", "mydb/wb/foo.json", "mydb/wbwbwb/x")
                .ConfigureAwait(false);
        await ExpectFoldedAsync(run, "mydb/wb/", ["mydb/wb/foo.json"], ["mydb/wb/000/", "mydb/wb/001/"])
            .ConfigureAwait(false);
        await ExpectFoldedAsync(run, "", [], ["mydb/"]).ConfigureAwait(false);
        await ExpectFoldedAsync(run, "mydb/wb", [], ["mydb/wb/", "mydb/wbwbwb/"]).ConfigureAwait(false);
    }

    private static async Task ExpectFoldedAsync(
        ConformanceRun run, string prefix, IReadOnlyList<string> keys, IReadOnlyList<string> prefixes)
    {
        for (int pageSize = 1; pageSize < 4; pageSize++)
        {
            List<string> gotKeys = [];
            List<string> gotPrefixes = [];
            var options = new ListOptions { Prefix = prefix, Delimiter = "/", PageSize = pageSize };
            foreach (StoragePage page in await run.PagesAsync(options).ConfigureAwait(false))
            {
                AddKeys(gotKeys, page);
                gotPrefixes.AddRange(page.Prefixes);
            }

            Expect.Sequence(keys, gotKeys, $"the objects of '{prefix}' in pages of {pageSize}");
            Expect.Sequence(prefixes, gotPrefixes, $"the prefixes of '{prefix}' in pages of {pageSize}");
        }
    }

    private static void AddKeys(List<string> keys, StoragePage page)
    {
        foreach (StorageEntry entry in page.Entries)
        {
            keys.Add(entry.Key.Text);
        }
    }

    private static async Task ListInPages(ConformanceRun run)
    {
        List<string> all = [];
        foreach (int count in new[] { 3, 6, 11 })
        {
            while (all.Count < count)
            {
                string key = $"p/{all.Count:00}";
                all.Add(key);
                await run.PutAllAsync(key).ConfigureAwait(false);
            }

            foreach (int pageSize in new[] { 1, 2, 3, 5 })
            {
                List<string> got = [];
                List<StoragePage> pages = await run.PagesAsync(new ListOptions { Prefix = "p/", PageSize = pageSize })
                    .ConfigureAwait(false);
                foreach (StoragePage page in pages)
                {
                    Expect.True(
                        page.Entries.Count <= pageSize, $"a page of {pageSize} has {page.Entries.Count} entries");
                    AddKeys(got, page);
                }

                Expect.Sequence(all, got, $"{count} keys in pages of {pageSize}");
                Expect.Equal(null, pages[^1].Continuation, "how the last page goes on");
            }
        }
    }

    private static async Task ContinueList(ConformanceRun run)
    {
        await run.PutAllAsync("a/1", "a/2", "b", "c/1", "c/2", "d", "e/1").ConfigureAwait(false);
        foreach (string delimiter in new[] { "", "/" })
        {
            for (int pageSize = 1; pageSize < 4; pageSize++)
            {
                await ContinueListAsync(run, delimiter, pageSize).ConfigureAwait(false);
            }
        }
    }

    private static async Task ContinueListAsync(ConformanceRun run, string delimiter, int pageSize)
    {
        string[] expected = delimiter.Length == 0
            ? ["a/1", "a/2", "b", "c/1", "c/2", "d", "e/1"]
            : ["a/", "b", "c/", "d", "e/"];
        List<string> got = [];
        string? after = null;
        do
        {
            var options = new ListOptions { Delimiter = delimiter, PageSize = pageSize, StartAfter = after };
            after = null;
            await foreach (StoragePage page in run.Storage.ListPagesAsync(options, run.Cancellation)
                .ConfigureAwait(false))
            {
                List<string> shown = [.. page.Prefixes];
                AddKeys(shown, page);
                shown.Sort(StringComparer.Ordinal);
                got.AddRange(shown);
                after = page.Continuation;
                break;
            }
        }
        while (after is not null && got.Count <= expected.Length);

        Expect.Sequence(expected, got,
            $"first pages of {pageSize}, one after another, with the delimiter '{delimiter}'");
    }

    private static async Task ListAfter(ConformanceRun run)
    {
        await run.PutAllAsync("k1", "k2", "k3", "k4", "k5", "k6").ConfigureAwait(false);
        await ExpectAsync("k2", "", "k3", "k4", "k5", "k6").ConfigureAwait(false);
        await ExpectAsync("k25", "k", "k3", "k4", "k5", "k6").ConfigureAwait(false);
        await ExpectAsync("a", "k", "k1", "k2", "k3", "k4", "k5", "k6").ConfigureAwait(false);
        await ExpectAsync("k6", "k").ConfigureAwait(false);
        await ExpectAsync("z", "k").ConfigureAwait(false);

        async Task ExpectAsync(string after, string prefix, params string[] expected)
        {
            List<string> got = [];
            var options = new ListOptions { StartAfter = after, Prefix = prefix, PageSize = 2 };
            foreach (StoragePage page in await run.PagesAsync(options).ConfigureAwait(false))
            {
                AddKeys(got, page);
            }

            Expect.Sequence(expected, got, $"the list of '{prefix}' after '{after}'");
        }
    }

    private static async Task ListInOrder(ConformanceRun run)
    {
        string[] ordered =
        [
            "a a/b.file", "a%2Fa.file", "a/a file", "a/a/b.file", "a/\u00e9", "a/\ue000", "a/\uffee",
            "a/\U0001f600.file", "aa/a.file",
        ];
        List<string> held = [];
        foreach (string key in ordered)
        {
            if (await KeyCases.TryPutAsync(run, key).ConfigureAwait(false))
            {
                held.Add(key);
            }
        }

        Expect.Sequence(held, await run.KeysAsync().ConfigureAwait(false), "the order");
    }

    private static async Task ListFoldersBeforeDelimiter(ConformanceRun run)
    {
        // '-' and '.' come before '/': the folder 'a' is after 'a-b' and 'a.b'.
        string[] ordered = ["a-b/1", "a-b/2", "a.b", "a.c/1", "a/1", "a/2", "a0/1", "b"];
        await run.PutAllAsync(ordered).ConfigureAwait(false);
        for (int pageSize = 1; pageSize < 5; pageSize++)
        {
            List<string> got = [];
            foreach (StoragePage page in await run.PagesAsync(new ListOptions { PageSize = pageSize })
                .ConfigureAwait(false))
            {
                AddKeys(got, page);
            }

            Expect.Sequence(ordered, got, $"all keys in pages of {pageSize}");
            await ExpectFoldedAsync(run, "", ["a.b", "b"], ["a-b/", "a.c/", "a/", "a0/"]).ConfigureAwait(false);
        }
    }

    private static async Task ListDuringPut(ConformanceRun run)
    {
        await run.PutAllAsync("there").ConfigureAwait(false);
        StorageWriter writer = await run.Storage.OpenWriteAsync("key", null, run.Cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(run.RandomBytes(300_000), run.Cancellation).ConfigureAwait(false);
            Expect.Sequence(["there"], await run.KeysAsync().ConfigureAwait(false), "the list during a put");
            _ = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
        }

        Expect.Sequence(["key", "there"], await run.KeysAsync().ConfigureAwait(false), "the list after it");
    }

    private static async Task ListWhileOthersWrite(ConformanceRun run)
    {
        const int Stable = 60;
        for (int index = 0; index < Stable; index++)
        {
            await run.PutAllAsync($"k/{index:000}/stays").ConfigureAwait(false);
        }

        bool isDone = false;
        await run.TogetherAsync(2, async worker =>
        {
            if (worker == 0)
            {
                await ChangeUntilAsync(run, Stable, () => Volatile.Read(ref isDone)).ConfigureAwait(false);
                return;
            }

            try
            {
                for (int round = 0; round < Math.Max(5, run.Rounds / 10); round++)
                {
                    await ExpectStableAsync(run, Stable, 1 + (round % 7)).ConfigureAwait(false);
                }
            }
            finally
            {
                Volatile.Write(ref isDone, true);
            }
        }).ConfigureAwait(false);
    }

    private static async Task ChangeUntilAsync(ConformanceRun run, int stable, Func<bool> isDone)
    {
        var random = new Random(run.Context.Seed);
        while (!isDone())
        {
            string key = $"k/{random.Next(stable):000}/{random.Next(5)}";
            _ = random.Next(3) switch
            {
                0 => await run.Storage.DeleteAsync(key, default, run.Cancellation).ConfigureAwait(false),
                1 => (await run.PutAsync($"k/{random.Next(stable):000}/stays", "again")
                    .ConfigureAwait(false)).Length > 0,
                _ => (await run.PutAsync(key, "comes").ConfigureAwait(false)).Length > 0,
            };
        }
    }

    private static async Task ExpectStableAsync(ConformanceRun run, int count, int pageSize)
    {
        int found = 0;
        string last = "";
        foreach (StoragePage page in await run.PagesAsync(new ListOptions { Prefix = "k/", PageSize = pageSize })
            .ConfigureAwait(false))
        {
            foreach (StorageEntry entry in page.Entries)
            {
                string key = entry.Key.Text;
                Expect.True(string.CompareOrdinal(last, key) < 0, $"'{key}' was listed after '{last}'");
                last = key;
                if (key.EndsWith("/stays", StringComparison.Ordinal))
                {
                    Expect.Equal($"k/{found:000}/stays", key, "the next key that exists all the time");
                    found++;
                }
            }
        }

        Expect.Equal(count, found, "how many of the keys that exist all the time were listed");
    }

    private static async Task CancelList(ConformanceRun run)
    {
        for (int index = 0; index < 20; index++)
        {
            await run.PutAllAsync($"k{index:00}").ConfigureAwait(false);
        }

        using var source = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        int seen = 0;
        _ = await Expect.ThrowsAsync<OperationCanceledException>(
            async () =>
            {
                await foreach (StoragePage _ in run.Storage
                    .ListPagesAsync(new ListOptions { PageSize = 1 }, source.Token).ConfigureAwait(false))
                {
                    if (++seen == 3)
                    {
                        await source.CancelAsync().ConfigureAwait(false);
                    }
                }
            },
            "a list that was cancelled after 3 pages").ConfigureAwait(false);
        Expect.Equal(3, seen, "the pages until it was cancelled");

        // The store works on, also for one who just stops.
        await foreach (StorageEntry _ in run.Storage.ListAsync("", run.Cancellation).ConfigureAwait(false))
        {
            break;
        }

        Expect.Equal(20, (await run.KeysAsync().ConfigureAwait(false)).Count, "the keys afterwards");
    }
}
