using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>
/// Cases 55 to 66: keys that are hard for somebody. Each is held exactly as it is, or refused with
/// <see cref="StorageInvalidKeyException"/>; none is held under the name of another.
/// </summary>
internal static class KeyCases
{
    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(55, "keys with spaces, quotes and percent signs", run => HoldAsync(
            run,
            [
                "nested/X !@#$%^&()_+-=;',.txt", "a b", " a", "a  b", "\"quoted\"", "'single'", "%48%45", "HE", "%Q",
                "%",
                "%25", "a%2Fb", "a%2fb", "c/d", "c%2Fd", "+", "a+b", "&amp;", "?x=1", "#fragment",
            ])),
        new(56, "keys with emoji, flags and composed letters", run => HoldAsync(
            run,
            [
                "\U0001f600", "\U0001f1e9\U0001f1ea", "\u263a\u263a\u263a", "\u00e1", "a\u0301", "\u212b", "\u00c5",
                "\u200b", "\ufeff", "\u202e",
            ])),
        new(57, "keys that look like relative paths", run => HoldAsync(
            run,
            [
                "..\\foo\\..\\bar", "foo//bar///baz", "foo/bar/baz", "foo\\bar", "...", "a/...", "....", "..a", "a..",
                ".a", "a/.b", "/", "//", "/a", "a//",
            ])),
        new(57, "dot segments are refused", RefuseDotSegments),
        new(58, "keys that look like absolute paths", run => HoldAsync(
            run,
            [
                "/etc/passwd", "etc/passwd", "C:\\x", "C:x", "C:/x", "\\\\srv\\share", "file:///x", "~root", "~", "~/x",
                "$HOME", "%TEMP%",
            ])),
        new(59, "keys with control characters", run => HoldAsync(run, ControlKeys())),
        new(60, "NUL and halves of surrogate pairs are refused", RefuseIllFormed),
        new(61, "names that Windows keeps for itself", run => HoldAsync(
            run,
            [
                "CON", "NUL", "COM1", "LPT9", "aux.txt", "con/x", "a:b", "a", "a.", "a ", "a\t", "<", ">", "|", "?",
                "*",
                "\"", "a<b>c|d?e*f",
            ])),
        new(62, "keys that differ in case", run =>
            HoldAsync(run, ["Key", "key", "KEY", "dir/a", "Dir/a", "\u00e4", "\u00c4"])),
        new(63, "long keys", HoldLongKeys),
        new(
            64,
            "an object and a folder of the same name",
            new StorageCapabilities { HasFlatKeys = true },
            HoldObjectAndFolder,
            RefuseObjectAndFolder),
        new(65, "keys that look like a store's own files", run => HoldAsync(
            run,
            [
                "x", "x#1", "x.attr", "x.attrs", ".tmp-1", ".tmp", "x.tmp", "x.lock", ".lock", "$meta", "__0x2f__",
                "x~",
                ".nio", ".storage", "manifest", "x.obj", "%5f", ".trash/x",
            ])),
        new(66, "keys are the same under every culture", HoldUnderTurkish),
    ];

    /// <summary>Puts the key's own name, unless the store says that it cannot hold the key.</summary>
    /// <returns>False when it refused.</returns>
    internal static async Task<bool> TryPutAsync(ConformanceRun run, string key)
    {
        try
        {
            _ = await run.PutAsync(key, key).ConfigureAwait(false);
            return true;
        }
        catch (StorageInvalidKeyException) when (!run.Capabilities.TakesEveryKey)
        {
            return false;
        }
    }

    private static async Task HoldAsync(ConformanceRun run, IReadOnlyList<string> keys)
    {
        List<string> held = [];
        foreach (string key in keys)
        {
            if (await TryPutAsync(run, key).ConfigureAwait(false))
            {
                held.Add(key);
            }
        }

        // Only now, so that a key that overwrote another one shows.
        foreach (string key in held)
        {
            await run.ExpectTextAsync(key, key).ConfigureAwait(false);
            StorageEntry entry = await run.Storage.StatAsync(key, run.Cancellation).ConfigureAwait(false);
            Expect.Equal(key, entry.Key.Text, "the key of stat");
        }

        List<string> sorted = [.. held];
        sorted.Sort(static (left, right) => StorageKey.Parse(left).CompareTo(right));
        Expect.Sequence(sorted, await run.KeysAsync().ConfigureAwait(false), "the list");
        await ExpectMissingAsync(run, keys, held).ConfigureAwait(false);
        foreach (string key in held)
        {
            Expect.True(
                await run.Storage.DeleteAsync(key, default, run.Cancellation).ConfigureAwait(false),
                $"'{key}' was not there when it was deleted");
            await run.ExpectTextAsync(key, null).ConfigureAwait(false);
        }

        Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list after the deletes");
    }

    /// <summary>What was refused is not found either: not as another key, and not by another error.</summary>
    private static async Task ExpectMissingAsync(ConformanceRun run, IReadOnlyList<string> keys, List<string> held)
    {
        foreach (string key in keys)
        {
            if (held.Contains(key))
            {
                continue;
            }

            try
            {
                await run.ExpectTextAsync(key, null).ConfigureAwait(false);
            }
            catch (StorageInvalidKeyException)
            {
                // As good: the store said it once more.
            }
        }
    }

    private static List<string> ControlKeys()
    {
        List<string> keys = [];
        for (char control = '\u0001'; control < ' '; control++)
        {
            keys.Add($"c{control}c");
        }

        keys.Add("c\u007fc");
        keys.Add("c\u0085c");
        keys.Add("\n");
        return keys;
    }

    private static async Task RefuseDotSegments(ConformanceRun run)
    {
        foreach (string key in new[]
        {
            ".", "..", "../foo", "foo/..", "foo/../bar", "../foo/../bar/../../baz../", "./a/./b", "a/.", "a/./b", "/..",
        })
        {
            _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
                () => run.PutAllAsync(key), $"a put to '{key}'").ConfigureAwait(false);
        }

        Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task RefuseIllFormed(ConformanceRun run)
    {
        foreach (string key in new[] { "\0", "a\0", "a\0b", "\ud800x", "x\udfff", "\udc00\ud800", "a/\ud83d/b" })
        {
            _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
                () => run.PutAllAsync(key), "a put to an ill-formed key").ConfigureAwait(false);
        }

        Expect.Sequence([], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task HoldLongKeys(ConformanceRun run)
    {
        string[] keys =
        [
            new('a', 255), new('b', 256), new('c', 1024), $"{new string('d', 250)}/{new string('d', 250)}",
            $"{new string('e', 255)}/{new string('e', 255)}/{new string('e', 255)}/{new string('e', 255)}",
            new('\u00e9', 127), new('\u00e9', 128), new('\u00e9', 512),
        ];
        await HoldAsync(run, keys).ConfigureAwait(false);
        foreach (string key in new[] { new('x', 1025), new('x', 5000), new string('\u00e9', 513) })
        {
            _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
                () => run.PutAllAsync(key), $"a put to a key of {key.Length} characters").ConfigureAwait(false);
        }
    }

    private static async Task HoldObjectAndFolder(ConformanceRun run)
    {
        await run.PutAllAsync("a", "a/b", "a/b/c", "x/y/z", "x").ConfigureAwait(false);
        Expect.Sequence(
            ["a", "a/b", "a/b/c", "x", "x/y/z"], await run.KeysAsync().ConfigureAwait(false), "the list");
        _ = await run.Storage.DeleteAsync("a", default, run.Cancellation).ConfigureAwait(false);
        await run.ExpectTextAsync("a/b", "a/b").ConfigureAwait(false);
        _ = await run.Storage.DeleteAsync("x/y/z", default, run.Cancellation).ConfigureAwait(false);
        await run.ExpectTextAsync("x", "x").ConfigureAwait(false);
    }

    private static async Task RefuseObjectAndFolder(ConformanceRun run)
    {
        await run.PutAllAsync("a", "x/y").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.PutAllAsync("a/b"), "a put below an object").ConfigureAwait(false);
        _ = await Expect.ThrowsAsync<StorageInvalidKeyException>(
            () => run.PutAllAsync("x"), "a put to the name of a folder").ConfigureAwait(false);
        await run.ExpectTextAsync("a", "a").ConfigureAwait(false);
        await run.ExpectTextAsync("x/y", "x/y").ConfigureAwait(false);
        Expect.Sequence(["a", "x/y"], await run.KeysAsync().ConfigureAwait(false), "the list");
    }

    private static async Task HoldUnderTurkish(ConformanceRun run)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Turkish();
            await HoldAsync(run, ["I", "i", "\u0130", "\u0131", "stra\u00dfe", "strasse", "TITLE", "title"])
                .ConfigureAwait(false);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo Turkish()
    {
        try
        {
            return CultureInfo.GetCultureInfo("tr-TR");
        }
        catch (CultureNotFoundException)
        {
            // A program without cultures has nothing that could change the order.
            return CultureInfo.InvariantCulture;
        }
    }
}
