using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>Cases 33 to 38: conditions and versions.</summary>
internal static class ConditionCases
{
    private static readonly StorageCapabilities s_create = new() { CreatesIfAbsent = true };
    private static readonly StorageCapabilities s_swap = new() { ComparesAndSwaps = true };

    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(33, "a put if absent creates once", s_create, CreateTwice, RefuseCreate),
        new(33, "a writer if absent creates once", s_create, CreateTwiceByWriter, RefuseCreateByWriter),
        new(34, "a put if match needs the current version", s_swap, Swap, RefuseSwap),
        new(35, "a get with a condition compares versions", GetWithCondition),
        new(36, "five who count by compare and swap lose nothing", s_swap, CountTogether, RefuseSwap),
        new(37, "of many who create at once one does", s_create, CreateTogether, RefuseCreate),
        new(38, "every put has a version of its own", PutManyVersions),
    ];

    private static async Task CreateTwice(ConformanceRun run)
    {
        _ = await run.PutIfAsync("key", "first", StorageCondition.IfAbsent).ConfigureAwait(false);
        StoragePreconditionException error = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => run.PutIfAsync("key", "second", StorageCondition.IfAbsent).AsTask(),
            "a second put if absent").ConfigureAwait(false);
        Expect.Equal("key", error.Key.Text, "the key in the error");
        await run.ExpectTextAsync("key", "first").ConfigureAwait(false);
        _ = await run.Storage.DeleteAsync("key", default, run.Cancellation).ConfigureAwait(false);
        _ = await run.PutIfAsync("key", "third", StorageCondition.IfAbsent).ConfigureAwait(false);
        await run.ExpectTextAsync("key", "third").ConfigureAwait(false);
    }

    private static async Task RefuseCreate(ConformanceRun run)
    {
        _ = await Expect.ThrowsAsync<StorageNotSupportedException>(
            () => run.PutIfAsync("key", "value", StorageCondition.IfAbsent).AsTask(),
            "a put if absent").ConfigureAwait(false);
        await run.ExpectTextAsync("key", null).ConfigureAwait(false);
    }

    private static async Task WriteIfAbsentAsync(ConformanceRun run, string value)
    {
        var options = new PutOptions { Condition = StorageCondition.IfAbsent };
        StorageWriter writer = await run.Storage.OpenWriteAsync("key", options, run.Cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(value), run.Cancellation).ConfigureAwait(false);
            _ = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
        }
    }

    private static async Task CreateTwiceByWriter(ConformanceRun run)
    {
        await WriteIfAbsentAsync(run, "first").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => WriteIfAbsentAsync(run, "second"), "a second writer if absent").ConfigureAwait(false);
        await run.ExpectTextAsync("key", "first").ConfigureAwait(false);
        Expect.Sequence(["key"], await run.KeysAsync().ConfigureAwait(false), "the list after it");
    }

    private static async Task RefuseCreateByWriter(ConformanceRun run)
    {
        _ = await Expect.ThrowsAsync<StorageNotSupportedException>(
            () => WriteIfAbsentAsync(run, "value"), "a writer if absent").ConfigureAwait(false);
        await run.ExpectTextAsync("key", null).ConfigureAwait(false);
    }

    private static async Task Swap(ConformanceRun run)
    {
        StorageEntry first = await run.PutAsync("key", "first").ConfigureAwait(false);
        StorageEntry second = await run.PutIfAsync("key", "second", StorageCondition.IfMatch(first.ETag))
            .ConfigureAwait(false);
        Expect.True(first.ETag != second.ETag, "two versions have the same tag");
        StoragePreconditionException error = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => run.PutIfAsync("key", "third", StorageCondition.IfMatch(first.ETag)).AsTask(),
            "a put if match of an old version").ConfigureAwait(false);
        Expect.Equal("key", error.Key.Text, "the key in the error");
        await run.ExpectTextAsync("key", "second").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => run.PutIfAsync("missing", "value", StorageCondition.IfMatch(second.ETag)).AsTask(),
            "a put if match to a key without an object").ConfigureAwait(false);
        await run.ExpectTextAsync("missing", null).ConfigureAwait(false);
    }

    private static async Task RefuseSwap(ConformanceRun run)
    {
        _ = await run.PutAsync("key", "first").ConfigureAwait(false);
        StorageCondition condition = StorageCondition.IfMatch(new StorageETag(1, 1));
        _ = await Expect.ThrowsAsync<StorageNotSupportedException>(
            () => run.PutIfAsync("key", "second", condition).AsTask(), "a put if match").ConfigureAwait(false);
        await run.ExpectTextAsync("key", "first").ConfigureAwait(false);
    }

    private static async Task GetWithCondition(ConformanceRun run)
    {
        StorageEntry old = await run.PutAsync("key", "old").ConfigureAwait(false);
        StorageEntry current = await run.PutAsync("key", "new").ConfigureAwait(false);
        var unlessCurrent = new GetOptions { Condition = StorageCondition.IfNoneMatch(current.ETag) };
        using (StorageContent same = await run.Storage.TryGetAsync("key", unlessCurrent, run.Cancellation)
            .ConfigureAwait(false))
        {
            Expect.Equal(StorageOutcome.NotModified, same.Outcome, "a get unless it is the current version");
            Expect.Equal(0, same.Bytes.Length, "its bytes");
        }

        StorageReader reader = await run.Storage.TryOpenReadAsync("key", unlessCurrent, run.Cancellation)
            .ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            Expect.Equal(StorageOutcome.NotModified, reader.Outcome, "a reader unless it is the current version");
        }

        await ExpectNewAsync(run, StorageCondition.IfNoneMatch(old.ETag)).ConfigureAwait(false);
        await ExpectNewAsync(run, StorageCondition.IfMatch(current.ETag)).ConfigureAwait(false);
        var ifOld = new GetOptions { Condition = StorageCondition.IfMatch(old.ETag) };
        _ = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => run.Storage.TryGetAsync("key", ifOld, run.Cancellation).AsTask(),
            "a get if it is an old version").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => run.Storage.TryOpenReadAsync("key", ifOld, run.Cancellation).AsTask(),
            "a reader if it is an old version").ConfigureAwait(false);
    }

    private static async Task ExpectNewAsync(ConformanceRun run, StorageCondition condition)
    {
        var options = new GetOptions { Condition = condition };
        using StorageContent content = await run.Storage.TryGetAsync("key", options, run.Cancellation)
            .ConfigureAwait(false);
        Expect.Equal(StorageOutcome.Found, content.Outcome, $"a get {condition}");
        Expect.Equal("new", content.Bytes.GetString(), $"a get {condition}");
    }

    private static async Task CountTogether(ConformanceRun run)
    {
        const int Workers = 5;
        const int Increments = 10;
        _ = await run.PutAsync("counter", "0").ConfigureAwait(false);
        await run.TogetherAsync(Workers, async worker =>
        {
            for (int done = 0; done < Increments;)
            {
                using StorageContent content = await run.Storage.GetAsync("counter", default, run.Cancellation)
                    .ConfigureAwait(false);
                int value = int.Parse(content.Bytes.GetString(), CultureInfo.InvariantCulture) + 1;

                // Others get a chance to come between, also where nothing has to be waited for.
                await Task.Yield();
                try
                {
                    _ = await run.PutIfAsync(
                        "counter",
                        value.ToString(CultureInfo.InvariantCulture),
                        StorageCondition.IfMatch(content.Entry.ETag)).ConfigureAwait(false);
                    done++;
                }
                catch (StoragePreconditionException)
                {
                    // Somebody else was faster: again.
                }
            }
        }).ConfigureAwait(false);
        await run.ExpectTextAsync("counter", "50").ConfigureAwait(false);
    }

    private static async Task CreateTogether(ConformanceRun run)
    {
        const int Workers = 8;
        for (int round = 0; round < Math.Max(3, run.Races / Workers); round++)
        {
            string key = $"created/{round}";
            int winners = 0;
            string?[] seen = new string?[Workers];
            string? written = null;
            await run.TogetherAsync(Workers, async worker =>
            {
                string value = $"from {worker}";
                try
                {
                    _ = await run.PutIfAsync(key, value, StorageCondition.IfAbsent).ConfigureAwait(false);
                    _ = Interlocked.Increment(ref winners);
                    written = value;
                }
                catch (StoragePreconditionException)
                {
                    // Whoever comes too late sees what came first.
                }

                seen[worker] = await run.TextAsync(key).ConfigureAwait(false);
            }).ConfigureAwait(false);
            Expect.Equal(1, winners, $"how many of {Workers} created '{key}'");
            foreach (string? value in seen)
            {
                Expect.Equal(written, value, "what those saw who came too late");
            }
        }
    }

    private static async Task PutManyVersions(ConformanceRun run)
    {
        HashSet<StorageETag> tags = [];
        for (int round = 0; round < run.Rounds * 10; round++)
        {
            string value = run.Capabilities.TagsByContent ? $"{round:000000000}" : "same size";
            StorageEntry entry = await run.PutAsync("key", value).ConfigureAwait(false);
            Expect.True(!entry.ETag.IsEmpty, "a put returned no version");
            Expect.True(tags.Add(entry.ETag), $"put {round} has the same version as one before");
        }
    }
}
