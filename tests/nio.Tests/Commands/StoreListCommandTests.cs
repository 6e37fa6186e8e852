using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Nio.Tests.Stores;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class StoreListCommandTests : IDisposable
{
    private readonly StoreFolder _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task List_Options_ChooseRows()
    {
        foreach (string key in new[] { "b", "a/1", "a/2/3", "a.txt", "\ue000", "\U0001F600" })
        {
            _ = _store.Put(key, "12345"u8);
        }

        Assert.Equal(["a.txt", "a/", "b", "\ue000", "\U0001F600"], (await _store.RunAsync("ls")).Rows);
        Assert.Equal(
            ["a.txt", "a/1", "a/2/3", "b", "\ue000", "\U0001F600"], (await _store.RunAsync("ls", "-r")).Rows);
        Assert.Equal(["a/1", "a/2/"], (await _store.RunAsync("ls", "a/")).Rows);
        Assert.Equal(["a.", "a/1", "a/2/3", "b"], (await _store.RunAsync("ls", "--delimiter", ".", "--max", "4")).Rows);
        Assert.Equal(
            ["a/2/3", "b"], (await _store.RunAsync("ls", "-r", "--start-after", "a/1", "--max", "2")).Rows);
        Assert.Empty((await _store.RunAsync("ls", "nothing")).Rows);
    }

    [Fact]
    public async Task List_Long_HasLengthsAndTimes()
    {
        File.SetLastWriteTimeUtc(_store.Put("key", "12345"u8), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        _ = _store.Put("folder/key", "x"u8);
        Assert.Equal(
            ["           -                        folder/", "           5  2001-02-03T04:05:06Z  key"],
            (await _store.RunAsync("ls", "--long")).Rows);
        JsonElement document = (await _store.RunAsync("ls", "--json")).Json;
        Assert.Equal(
            ["verb", "preview", "objects", "total", "seconds", "cancelled"],
            document.EnumerateObject().Select(static property => property.Name));
        JsonElement objects = document.GetProperty("objects");
        Assert.Equal(
            ["prefix", "action"], objects[0].EnumerateObject().Select(static property => property.Name));
        Assert.Equal(
            ["key", "action", "length", "modifiedAt", "etag"],
            objects[1].EnumerateObject().Select(static property => property.Name));
        Assert.Equal("2001-02-03T04:05:06.0000000Z", objects[1].GetProperty("modifiedAt").GetString());
    }

    [Fact]
    public async Task List_SeveralPages_IsWhole()
    {
        const int Count = 1_200;
        string[] keys = [.. Enumerable.Range(0, Count)
            .Select(static index => string.Create(CultureInfo.InvariantCulture, $"key{index:d5}"))];
        foreach (string key in keys)
        {
            _ = _store.Put(key, []);
        }

        Assert.Equal(keys, (await _store.RunAsync("ls")).Rows);
        Assert.Equal(keys[..1001], (await _store.RunAsync("ls", "--max", "1001")).Rows);
        ProcessResult removed = await _store.RunAsync("rm", "--prefix", "key0", "--yes", "--json");
        Assert.Equal(Count, removed.Json.GetProperty("total").GetProperty("removed").GetInt32());
        Assert.Empty((await _store.RunAsync("ls")).Rows);
    }

    [Fact]
    public async Task List_ReaderThatGoesAway_EndsWith0()
    {
        for (int count = 0; count < 1_500; count++)
        {
            _ = _store.Put($"{new string('k', 200)}{count}", []);
        }

        ProcessResult result = await NioProcess.ShellAsync(
            $"{{ {_store.Shell("ls")}; echo \"code $?\" >&2; }} | head -n 1 | wc -l");
        Assert.Equal("1\n", result.Output);
        Assert.Equal("code 0\n", result.Error);
    }

    [Fact]
    public async Task Stat_MissingKey_IsReportedAndTheRestIsShown()
    {
        _ = _store.Put("key", "12345"u8);
        ProcessResult result = await _store.RunAsync("stat", "missing", "key");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("nio: stat 'missing' in file: no object has this key\n", result.Error);
        Assert.Equal(["key", "  length    5"], result.Rows.Take(2));
    }

    [Fact]
    public async Task Remove_Keys_SaysWhetherTheyWereThere()
    {
        _ = _store.Put("a", []);
        ProcessResult result = await _store.RunAsync("rm", "a", "b", "../c");
        Assert.Equal(["removed  a", "absent  b"], result.Rows.Order().Reverse());
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("'../c' is no key", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_store.Root, "a")));
        Assert.Equal(0, (await _store.RunAsync("rm", "a")).ExitCode);
    }

    [Fact]
    public async Task Remove_Prefix_RemovesThoseOnly()
    {
        foreach (string key in new[] { "a/1", "a/2", "ab", "b" })
        {
            _ = _store.Put(key, []);
        }

        ProcessResult result = await _store.RunAsync("rm", "--prefix", "a/", "--yes");
        Assert.Equal(["removed  a/1", "removed  a/2"], result.Rows.Take(2));
        Assert.StartsWith("removed 2 in ", result.Rows[2], StringComparison.Ordinal);
        Assert.Equal(["ab", "b"], (await _store.RunAsync("ls", "-r")).Rows);
    }
}
