using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Nio.Tests.Stores;
using Xunit;

namespace Nio.Tests.Commands;

/// <summary>Where the store is, and how mistakes about that are told.</summary>
public sealed class StoreCommandTests : IDisposable
{
    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Config_FileAndSection_AreTheStore()
    {
        string config = WriteConfig($"""
            storage: {NioTestText.Yaml(_store.Root, "options: { checksums: true }")}
            stores:
              archive: {NioTestText.Yaml(_store.Temp.File("archive"), string.Empty)}
            """);
        string[] put = ["store", "put", "-c", config, "--stdin", "key"];
        Assert.Equal(0, (await NioProcess.RunAsync("v"u8.ToArray(), put)).ExitCode);
        Assert.Equal("v", (await NioProcess.RunAsync("store", "cat", "key", "-c", config)).Output);
        Assert.Equal("v", (await NioProcess.RunAsync("store", "cat", "key", "-u", $"config:{config}")).Output);
        Assert.NotEqual("v", await File.ReadAllTextAsync(Path.Combine(_store.Root, "key"), Cancellation));
        _ = Directory.CreateDirectory(_store.Temp.File("archive"));
        ProcessResult other = await NioProcess.RunAsync(
            "store", "ls", "-c", config, "--section", "stores:archive", "--json");
        Assert.Equal(0, other.ExitCode);
        Assert.Equal(0, other.Json.GetProperty("objects").GetArrayLength());
        Assert.Equal(
            0, (await NioProcess.RunAsync("store", "ls", "-u", $"config:{config}?section=stores:archive")).ExitCode);
    }

    [Fact]
    public async Task Config_Wrong_NamesTheSettingAndIsRefusedWith2()
    {
        string config = WriteConfig("storage: { type: memory, options: { retry: { max: 0 } } }");
        ProcessResult result = await NioProcess.RunAsync("store", "ls", "--config", config, "--json");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("nio: storage:options:retry:max: 0 is not from 1 to 100\n", result.Error);
    }

    [Fact]
    public async Task Url_Wrong_IsRefusedWith2()
    {
        ProcessResult result = await NioProcess.RunAsync("store", "ls", "--url", "tape:x");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("nio: url: there is no scheme 'tape'", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.OutputBytes);
    }

    [Fact]
    public async Task Url_EscapesAndSettings_AreRead()
    {
        string folder = _store.Temp.File("a b");
        string url = $"file://{folder.Replace(" ", "%20", StringComparison.Ordinal)}?layout=encoded&durability=none"
            + "&options.compression=true";
        byte[] zeros = new byte[1_000_000];
        string[] put = ["store", "put", "--url", url, "--stdin", "zeros"];
        Assert.Equal(0, (await NioProcess.RunAsync(zeros, put)).ExitCode);
        long stored = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(static file => !file.FullName.Contains(".storage-lite", StringComparison.Ordinal))
            .Sum(static file => file.Length);
        Assert.InRange(stored, 1, 20_000);
        ProcessResult stat = await NioProcess.RunAsync("store", "stat", "zeros", "--url", url);
        Assert.Contains("  length    1000000\n", stat.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("ls", "--config", "a", "--url", "mem:")]
    [InlineData("ls", "--url", "mem:", "--section", "x")]
    [InlineData("ls", "--url", "mem:", "--max", "0")]
    [InlineData("ls", "--url", "mem:", "--nosuchoption")]
    [InlineData("cat", "key", "--url", "mem:", "--json")]
    [InlineData("cat", "key", "--url", "mem:", "--range", "5")]
    [InlineData("rm", "--url", "mem:")]
    [InlineData("rm", "--url", "mem:", "--prefix", "x")]
    [InlineData("cp", "--url", "mem:", "a", "a")]
    [InlineData("cp", "--url", "mem:", "a", "b", "--to-url", "mem:", "--to-config", "c")]
    [InlineData("sync", "a", "b", "--jobs", "0")]
    [InlineData("sync", "a", "b", "--jobs", "x")]
    [InlineData]
    public async Task Usage_Wrong_IsRefusedWith2(params string[] arguments)
    {
        ProcessResult result = await NioProcess.RunAsync(["store", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("nio: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_ThatCannotBeOpened_IsAFailureOfNoKey()
    {
        string file = _store.Temp.Write("file", "x"u8);
        ProcessResult result = await NioProcess.RunAsync("store", "ls", "--url", $"file://{file}", "--json");
        Assert.Equal(1, result.ExitCode);
        JsonElement item = result.Json.GetProperty("objects")[0];
        Assert.Equal(string.Empty, item.GetProperty("key").GetString());
        Assert.Equal("failed", item.GetProperty("action").GetString());
        Assert.StartsWith("open in file: ", item.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfEachVerb_NamesEveryOption()
    {
        (string Verb, string[] Words)[] verbs =
        [
            ("put", ["FILE... KEY", "--stdin", "--prefix", "--if-none-match", "--if-match", "--metadata", "--expires"]),
            ("get", ["KEY", "--output", "--force", "--range", "--config", "--section", "--url", "--json"]),
            ("ls", ["PREFIX", "--recursive", "--long", "--delimiter", "--start-after", "--max"]),
            ("sync", ["SRC", "DST", "--delete", "--dry-run", "--checksum", "--no-verify", "--jobs", "--prefix"]),
        ];
        foreach ((string verb, string[] words) in verbs)
        {
            ProcessResult result = await NioProcess.RunAsync("store", verb, "--help");
            Assert.Equal(0, result.ExitCode);
            Assert.All(words, word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
        }
    }

    private string WriteConfig(string yaml) =>
        _store.Temp.Write("storage.yaml", System.Text.Encoding.UTF8.GetBytes(yaml));

    private static class NioTestText
    {
        internal static string Yaml(string path, string more) =>
            $"{{ type: file, path: \"{path}\"{(more.Length > 0 ? ", " : string.Empty)}{more} }}";
    }
}
