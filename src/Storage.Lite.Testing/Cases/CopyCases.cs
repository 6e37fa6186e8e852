using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>Cases 39 to 42: copies and renames.</summary>
internal static class CopyCases
{
    private static readonly StorageCapabilities s_ifAbsent = new() { CopiesIfAbsent = true };

    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(39, "a copy lives on when its source is deleted", CopyAndDelete),
        new(39, "a copy if absent copies once", s_ifAbsent, CopyIfAbsent, RefuseCopyIfAbsent),
        new(40, "a copy of what is not there changes nothing", CopyMissing),
        new(40, "a copy to itself is refused, a rename to itself succeeds", CopyToItself),
        new(41, "a rename replaces, and the old key is free", Rename),
        new(41, "a rename if absent does not replace", s_ifAbsent, RenameIfAbsent, RefuseRenameIfAbsent),
        new(41, "who reads the target of a rename sees old or new", RenameUnderReaders),
        new(41, "nobody sees both names or none, where a rename is one step", RenameInOneStep),
        new(42, "a change of the copy does not change the source", ChangeCopy),
    ];

    private static ValueTask<StorageEntry> CopyAsync(
        ConformanceRun run, string source, string destination, StorageCondition condition = default) =>
        run.Storage.CopyAsync(source, destination, condition, run.Cancellation);

    private static ValueTask<StorageEntry> RenameAsync(
        ConformanceRun run, string source, string destination, StorageCondition condition = default) =>
        run.Storage.RenameAsync(source, destination, condition, run.Cancellation);

    private static async Task CopyAndDelete(ConformanceRun run)
    {
        _ = await run.PutAsync("source", "value").ConfigureAwait(false);
        StorageEntry entry = await CopyAsync(run, "source", "new/nested/copy").ConfigureAwait(false);
        Expect.Equal("new/nested/copy", entry.Key.Text, "the key that the copy returned");
        Expect.Equal(5, entry.Length, "the length that the copy returned");
        await run.ExpectTextAsync("source", "value").ConfigureAwait(false);
        _ = await run.Storage.DeleteAsync("source", default, run.Cancellation).ConfigureAwait(false);
        await run.ExpectTextAsync("new/nested/copy", "value").ConfigureAwait(false);

        _ = await run.PutAsync("other", "other").ConfigureAwait(false);
        _ = await CopyAsync(run, "other", "new/nested/copy").ConfigureAwait(false);
        await run.ExpectTextAsync("new/nested/copy", "other").ConfigureAwait(false);
    }

    private static async Task CopyIfAbsent(ConformanceRun run)
    {
        await run.PutAllAsync("source", "taken").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => CopyAsync(run, "source", "taken", StorageCondition.IfAbsent).AsTask(),
            "a copy if absent onto an object").ConfigureAwait(false);
        await run.ExpectTextAsync("taken", "taken").ConfigureAwait(false);
        _ = await CopyAsync(run, "source", "free", StorageCondition.IfAbsent).ConfigureAwait(false);
        await run.ExpectTextAsync("free", "source").ConfigureAwait(false);
    }

    private static async Task RefuseCopyIfAbsent(ConformanceRun run)
    {
        await run.PutAllAsync("source").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageNotSupportedException>(
            () => CopyAsync(run, "source", "free", StorageCondition.IfAbsent).AsTask(),
            "a copy if absent").ConfigureAwait(false);
        await run.ExpectTextAsync("free", null).ConfigureAwait(false);
    }

    private static async Task CopyMissing(ConformanceRun run)
    {
        await run.PutAllAsync("target").ConfigureAwait(false);
        StorageNotFoundException error = await Expect.ThrowsAsync<StorageNotFoundException>(
            () => CopyAsync(run, "missing", "target").AsTask(), "a copy of what is not there").ConfigureAwait(false);
        Expect.Equal("missing", error.Key.Text, "the key in the error");
        error = await Expect.ThrowsAsync<StorageNotFoundException>(
            () => RenameAsync(run, "missing", "target").AsTask(), "a rename of what is not there")
                .ConfigureAwait(false);
        Expect.Equal("missing", error.Key.Text, "the key in the error");
        await run.ExpectTextAsync("target", "target").ConfigureAwait(false);
    }

    private static async Task CopyToItself(ConformanceRun run)
    {
        await run.PutAllAsync("key").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<ArgumentException>(
            () => CopyAsync(run, "key", "key").AsTask(), "a copy to itself").ConfigureAwait(false);
        await run.ExpectTextAsync("key", "key").ConfigureAwait(false);
        StorageEntry entry = await RenameAsync(run, "key", "key").ConfigureAwait(false);
        Expect.Equal("key", entry.Key.Text, "the key that a rename to itself returned");
        await run.ExpectTextAsync("key", "key").ConfigureAwait(false);
    }

    private static async Task Rename(ConformanceRun run)
    {
        await run.PutAllAsync("source", "target").ConfigureAwait(false);
        StorageEntry entry = await RenameAsync(run, "source", "target").ConfigureAwait(false);
        Expect.Equal("target", entry.Key.Text, "the key that the rename returned");
        await run.ExpectTextAsync("target", "source").ConfigureAwait(false);
        await run.ExpectTextAsync("source", null).ConfigureAwait(false);
        _ = await RenameAsync(run, "target", "new/nested/name").ConfigureAwait(false);
        Expect.Sequence(["new/nested/name"], await run.KeysAsync().ConfigureAwait(false), "the list");
        _ = await run.PutAsync("source", "again").ConfigureAwait(false);
        await run.ExpectTextAsync("source", "again").ConfigureAwait(false);
    }

    private static async Task RenameIfAbsent(ConformanceRun run)
    {
        await run.PutAllAsync("source", "taken").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StoragePreconditionException>(
            () => RenameAsync(run, "source", "taken", StorageCondition.IfAbsent).AsTask(),
            "a rename if absent onto an object").ConfigureAwait(false);
        await run.ExpectTextAsync("source", "source").ConfigureAwait(false);
        await run.ExpectTextAsync("taken", "taken").ConfigureAwait(false);
        _ = await RenameAsync(run, "source", "free", StorageCondition.IfAbsent).ConfigureAwait(false);
        Expect.Sequence(["free", "taken"], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task RefuseRenameIfAbsent(ConformanceRun run)
    {
        await run.PutAllAsync("source").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageNotSupportedException>(
            () => RenameAsync(run, "source", "free", StorageCondition.IfAbsent).AsTask(),
            "a rename if absent").ConfigureAwait(false);
        Expect.Sequence(["source"], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task RenameUnderReaders(ConformanceRun run)
    {
        string[] values = [new('a', 5000), new('b', 7000)];
        _ = await run.PutAsync("target", values[1]).ConfigureAwait(false);
        bool isDone = false;
        await run.TogetherAsync(3, async worker =>
        {
            if (worker > 0)
            {
                while (!Volatile.Read(ref isDone))
                {
                    string? seen = await run.TextAsync("target").ConfigureAwait(false);
                    Expect.True(
                        Array.IndexOf(values, seen) >= 0,
                        seen is null ? "the target was missing during a rename"
                            : "the target was torn during a rename");
                }

                return;
            }

            try
            {
                for (int round = 0; round < run.Rounds; round++)
                {
                    _ = await run.PutAsync("source", values[round % 2]).ConfigureAwait(false);
                    _ = await RenameAsync(run, "source", "target").ConfigureAwait(false);
                }
            }
            finally
            {
                Volatile.Write(ref isDone, true);
            }
        }).ConfigureAwait(false);
    }

    private static async Task RenameInOneStep(ConformanceRun run)
    {
        if (!run.Capabilities.RenamesAtomically)
        {
            // Nothing is promised but what the other cases look at.
            await Rename(run).ConfigureAwait(false);
            return;
        }

        for (int round = 0; round < run.Races; round++)
        {
            string source = $"source/{round}";
            string target = $"target/{round}";
            _ = await run.PutAsync(source, "value").ConfigureAwait(false);
            bool isDone = false;
            await run.TogetherAsync(2, async worker =>
            {
                if (worker == 0)
                {
                    try
                    {
                        _ = await RenameAsync(run, source, target).ConfigureAwait(false);
                    }
                    finally
                    {
                        Volatile.Write(ref isDone, true);
                    }

                    return;
                }

                bool isAtTarget;
                do
                {
                    bool isAtSource = await run.ExistsAsync(source).ConfigureAwait(false);
                    isAtTarget = await run.ExistsAsync(target).ConfigureAwait(false);
                    Expect.True(isAtSource || isAtTarget, "a rename showed neither name");
                    Expect.True(
                        !isAtTarget || !await run.ExistsAsync(source).ConfigureAwait(false),
                        "a rename showed the new name, and then still the old one");
                }
                while (!isAtTarget && !Volatile.Read(ref isDone));
            }).ConfigureAwait(false);
        }
    }

    private static async Task ChangeCopy(ConformanceRun run)
    {
        PutOptions? first = Tagged("first");
        _ = await run.PutAsync("source", "value", first).ConfigureAwait(false);
        _ = await CopyAsync(run, "source", "copy").ConfigureAwait(false);
        await ExpectTagAsync("copy", "first").ConfigureAwait(false);
        _ = await run.PutAsync("copy", "other", Tagged("second")).ConfigureAwait(false);
        await run.ExpectTextAsync("source", "value").ConfigureAwait(false);
        await ExpectTagAsync("source", "first").ConfigureAwait(false);
        await ExpectTagAsync("copy", "second").ConfigureAwait(false);

        PutOptions? Tagged(string value) => run.Capabilities.KeepsMetadata
            ? new PutOptions
            {
                Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["tag"] = value },
            }
            : null;

        async Task ExpectTagAsync(string key, string expected)
        {
            if (run.Capabilities.KeepsMetadata)
            {
                StorageEntry entry = await run.Storage.StatAsync(key, run.Cancellation).ConfigureAwait(false);
                Expect.Equal(expected, entry.Metadata?.GetValueOrDefault("tag"), $"the metadata of '{key}'");
            }
        }
    }
}
