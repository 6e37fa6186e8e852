using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Nio.Tests.Lines;
using Nio.Tests.Stores;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class StoreCopyCommandTests : IDisposable
{
    private readonly StoreFolder _store = new();
    private readonly StoreFolder _other = new("&layout=encoded");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Copy_WithinAStoreAndToAnother_HasTheSameBytes()
    {
        byte[] content = TextCorpus.Words(500_000);
        _ = _store.Put("a", content);
        Assert.Equal(0, (await _store.RunAsync("cp", "a", "b/c")).ExitCode);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(_store.Root, "b/c"), Cancellation));
        ProcessResult copied = await _store.RunAsync("cp", "a", "a", "--to-url", _other.Url, "--json");
        Assert.Equal(0, copied.ExitCode);
        Assert.Equal("stored", copied.Json.GetProperty("objects")[0].GetProperty("action").GetString());
        Assert.Equal(content.Length, copied.Json.GetProperty("total").GetProperty("bytes").GetInt64());
        Assert.Equal(content, (await _other.RunAsync("cat", "a")).OutputBytes);
        Assert.Equal(1, (await _store.RunAsync("cp", "a", "a", "--to-url", _other.Url, "--if-none-match")).ExitCode);
        Assert.Equal(1, (await _store.RunAsync("cp", "a", "b/c", "--if-none-match")).ExitCode);
        ProcessResult missing = await _store.RunAsync("cp", "missing", "x");
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("copy 'missing' in file: no object", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_FolderToAStoreAndBack_HasTheSame()
    {
        string folder = MakeFolder();
        ProcessResult preview = await NioProcess.RunAsync("store", "sync", folder, _other.Url, "-n");
        Assert.Equal(["would be copied  a/big", "would be copied  b"], preview.Rows.Take(2).Order());
        Assert.StartsWith("would be: copied 2 in ", preview.Rows[2], StringComparison.Ordinal);
        Assert.Empty((await _other.RunAsync("ls")).Rows);

        ProcessResult result = await NioProcess.RunAsync("store", "sync", folder, _other.Url, "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Json.GetProperty("total").GetProperty("copied").GetInt32());
        Assert.False(Directory.Exists(Path.Combine(folder, ".storage-lite")), "The source is only read.");
        result = await NioProcess.RunAsync("store", "sync", folder, _other.Url, "--json");
        Assert.Equal(2, result.Json.GetProperty("total").GetProperty("unchanged").GetInt32());

        string back = _store.Temp.File("back");
        Assert.Equal(0, (await NioProcess.RunAsync("store", "sync", _other.Url, back, "--no-verify")).ExitCode);
        ProcessResult difference = await NioProcess.ShellAsync(
            $"diff -r --exclude .storage-lite {NioProcess.Quote(folder)} {NioProcess.Quote(back)}");
        Assert.Equal(string.Empty, difference.Output);
    }

    [Fact]
    public async Task Sync_Checksum_FindsWhatIsAsLongAndNewer()
    {
        string folder = MakeFolder();
        _ = _store.Put("a/big", TextCorpus.Words(300_000));
        _ = _store.Put("b", "y"u8);
        ProcessResult result = await NioProcess.RunAsync("store", "sync", folder, _store.Url);
        Assert.StartsWith("unchanged 2 in ", result.Rows.Single(), StringComparison.Ordinal);
        result = await NioProcess.RunAsync("store", "sync", folder, _store.Url, "--checksum", "-j", "2");
        Assert.Equal("copied  b", result.Rows[0]);
        Assert.StartsWith("copied 1, unchanged 1; 1 bytes", result.Rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_Delete_RemovesWhatTheSourceDoesNotHave()
    {
        string folder = MakeFolder();
        _ = _store.Put("other", "x"u8);
        _ = _store.Put("a/other", "x"u8);
        Assert.Equal(0, (await NioProcess.RunAsync("store", "sync", folder, _store.Url)).ExitCode);
        Assert.Equal(4, (await _store.RunAsync("ls", "-r")).Rows.Count);
        ProcessResult result = await NioProcess.RunAsync(
            "store", "sync", folder, _store.Url, "--delete", "--prefix", "a/");
        Assert.Equal("deleted  a/other", result.Rows[0]);
        _ = await NioProcess.RunAsync("store", "sync", folder, _store.Url, "--delete");
        Assert.Equal(["a/big", "b"], (await _store.RunAsync("ls", "-r")).Rows);
    }

    [Fact]
    public async Task Sync_KeyThatTheDestinationCannotHave_StopsNone()
    {
        Assert.Equal(0, (await _other.RunAsync("x"u8.ToArray(), "put", "--stdin", "a//b")).ExitCode);
        Assert.Equal(0, (await _other.RunAsync("x"u8.ToArray(), "put", "--stdin", "c")).ExitCode);
        ProcessResult result = await NioProcess.RunAsync("store", "sync", _other.Url, _store.Url, "--json");
        Assert.Equal(1, result.ExitCode);
        JsonElement[] objects = [.. result.Json.GetProperty("objects").EnumerateArray()];
        Assert.Equal(
            ["a//b failed", "c copied"],
            objects.Select(static item =>
                $"{item.GetProperty("key").GetString()} {item.GetProperty("action").GetString()}").Order());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("file://", 1)]
    [InlineData("tape:", 2)]
    public async Task Sync_SourceThatIsNone_RemovesNothing(string scheme, int code)
    {
        // Misspelled, or not mounted: no store that is empty.
        _ = _store.Put("precious", "x"u8);
        ProcessResult result = await NioProcess.RunAsync(
            "store", "sync", $"{scheme}{_store.Temp.File("missing")}", _store.Url, "--delete");
        Assert.Equal(code, result.ExitCode);
        Assert.True(File.Exists(Path.Combine(_store.Root, "precious")));
        Assert.False(Directory.Exists(_store.Temp.File("missing")));
    }

    [Fact]
    public async Task Sync_PreviewToAMissingFolder_MakesNone()
    {
        string destination = _store.Temp.File("destination");
        foreach (string text in new[] { destination, $"file://{destination}" })
        {
            ProcessResult result = await NioProcess.RunAsync("store", "sync", MakeFolder(), text, "--dry-run");
            Assert.Equal(3, result.Rows.Count);
            Assert.False(Directory.Exists(destination));
        }
    }

    [Fact]
    public async Task Sync_PreviewToSettingsOfAMissingFolder_MakesNoneAndSaysSo()
    {
        string destination = _store.Temp.File("destination");
        string settings = _store.Temp.Write(
            "store.yaml", Encoding.UTF8.GetBytes($"storage: {{type: file, path: {destination}}}"));
        ProcessResult result = await NioProcess.RunAsync(
            "store", "sync", MakeFolder(), $"config:{settings}", "--dry-run");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("destination", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(destination));
    }

    private string MakeFolder()
    {
        string folder = Directory.CreateDirectory(_store.Temp.File("folder/a")).Parent!.FullName;
        _ = _store.Temp.Write("folder/a/big", TextCorpus.Words(300_000));
        _ = _store.Temp.Write("folder/b", "x"u8);
        return folder;
    }
}
