using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Native.TestKit;
using Nio.Tests.Lines;
using Xunit;

namespace Nio.Tests.Commands;

public sealed partial class ScanCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Scan_Sha256_IsWhatSha256sumChecks()
    {
        WriteCorpus();
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {folder} && printf x > \"$(printf 'a\\377\\\\b\\nc')\" && $NIO scan --hash sha256 . > ../sums.$$"
            + " && sha256sum --quiet --check --strict ../sums.$$ && wc -l < ../sums.$$; rm ../sums.$$ a*c");
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(TextCorpus.All.Count + 1, Assert.Single(result.Numbers)[0]);
    }

    [Theory]
    [InlineData]
    [InlineData("--strategy", "auto")]
    [InlineData("--strategy", "async")]
    [InlineData("--strategy", "buffered")]
    [InlineData("--strategy", "mapped")]
    [InlineData("--strategy", "direct")]
    [InlineData("--preset", "classic")]
    [InlineData("--preset", "balanced")]
    [InlineData("--preset", "performance")]
    [InlineData("--preset", "low-memory")]
    [InlineData("--jobs", "1")]
    [InlineData("--jobs", "7")]
    [InlineData("--strategy", "mapped", "--preset", "performance", "--jobs", "3")]
    public async Task Scan_LinesByEachWay_EqualsWc(params string[] options)
    {
        WriteCorpus();
        ProcessResult result = await NioProcess.RunAsync(["scan", "--lines", _directory.Path, .. options]);
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
        string[] paths = Directory.GetFiles(_directory.Path);
        Array.Sort(paths, StringComparer.Ordinal);
        long[][] expected = await WordCount.RunAsync(paths);
        Assert.Equal(expected.Select(static row => row[0]), result.Numbers.Select(static row => row[0]));
        Assert.EndsWith("  total", result.Rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_OneFile_HasNoTotal()
    {
        string path = _directory.Write("one", "a\nb\n"u8);
        ProcessResult result = await NioProcess.RunAsync("scan", "--lines", path);
        Assert.EndsWith($" 2  {path}", Assert.Single(result.Rows), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--strategy", "mapped")]
    [InlineData("--strategy", "direct")]
    public async Task Scan_PatternAcrossChunks_IsFoundOnce(params string[] options)
    {
        byte[] bytes = new byte[600_000];
        foreach (int place in new[] { 5, 262_140, 524_287 })
        {
            "nee\0dle"u8.CopyTo(bytes.AsSpan(place));
        }

        _ = _directory.Write("with", bytes);
        _ = _directory.Write("without", "needle"u8);
        ProcessResult result = await NioProcess.RunAsync(
            ["scan", "--pattern", @"nee\x00dle", _directory.Path, .. options]);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal([3, 5], Assert.Single(result.Numbers));
        ProcessResult json = await NioProcess.RunAsync(
            ["scan", "--pattern", @"nee\0dle", "--json", _directory.Path, .. options]);
        JsonElement files = json.Json.GetProperty("files");
        Assert.Equal(2, files.GetArrayLength());
        Assert.Equal(
            [5L, 262_140, 524_287],
            files[0].GetProperty("firstOffsets").EnumerateArray().Select(static offset => offset.GetInt64()));
        Assert.Equal(0, files[1].GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Scan_Crc32C_IsTheKnownSum()
    {
        string path = _directory.Write("file", "123456789"u8);
        ProcessResult result = await NioProcess.RunAsync("scan", "--hash", "crc32c", path);
        Assert.Equal($"e3069283  {path}\n", result.Output);
    }

    [Fact]
    public async Task Scan_Entropy_TellsZerosFromNoise()
    {
        byte[] noise = new byte[1 << 20];
        new Random(1).NextBytes(noise);
        _ = _directory.Write("noise", noise);
        _ = _directory.Write("zeros", new byte[1 << 20]);
        ProcessResult result = await NioProcess.RunAsync("scan", "--entropy", _directory.Path);
        Assert.Contains("    7.999", result.Rows[0], StringComparison.Ordinal);
        Assert.Contains("   0.0000", result.Rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_NothingAsked_ShowsTheSummary()
    {
        WriteCorpus();
        long bytes = TextCorpus.All.Values.Sum(static text => (long)text.Length);
        ProcessResult result = await NioProcess.RunAsync("scan", _directory.Path);
        Assert.Equal(string.Empty, result.Error);
        Assert.Contains($"{TextCorpus.All.Count} files, ", result.Output, StringComparison.Ordinal);
        string[] words = ["empty", "to 4 KiB", "to 1 MiB", "to 100 MiB", "Buffered", "files/s", "99 %", "slowest"];
        foreach (string word in words)
        {
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
        }

        ProcessResult json = await NioProcess.RunAsync("scan", "--json", _directory.Path);
        JsonElement total = json.Json.GetProperty("total");
        Assert.Equal(TextCorpus.All.Count, total.GetProperty("files").GetInt64());
        Assert.Equal(bytes, total.GetProperty("bytes").GetInt64());
        JsonElement sizes = json.Json.GetProperty("sizes");
        Assert.Equal(bytes, sizes.EnumerateArray().Sum(static row => row.GetProperty("bytes").GetInt64()));
        Assert.Equal(5, json.Json.GetProperty("slowest").GetArrayLength());
        Assert.True(json.Json.GetProperty("latencyMicroseconds").GetProperty("p50").GetDouble() > 0);
        Assert.Empty(json.Json.GetProperty("files").EnumerateArray());
    }

    [Theory]
    [InlineData("async", "Async")]
    [InlineData("mapped", "Mapped")]
    [InlineData("buffered", "Buffered")]
    public async Task Scan_Strategy_IsNamedInTheTable(string option, string name)
    {
        _ = _directory.Write("file", TextCorpus.Words(100_000));
        ProcessResult result = await NioProcess.RunAsync("scan", "--strategy", option, "--json", _directory.Path);
        Assert.Equal(name, result.Json.GetProperty("sizes")[0].GetProperty("strategy").GetString());
    }

    [Fact]
    public async Task Scan_Links_AreFollowedOnlyWhenAsked()
    {
        _ = _directory.Write("folder/file", "a\n"u8);
        string outside = _directory.Write("outside/target", "b\nc\n"u8);
        _ = File.CreateSymbolicLink(_directory.File("folder/link"), outside);
        string folder = _directory.File("folder");
        ProcessResult plain = await NioProcess.RunAsync("scan", "--lines", "--json", folder);
        Assert.Equal(1, plain.Json.GetProperty("total").GetProperty("files").GetInt64());
        Assert.Equal(1, plain.Json.GetProperty("total").GetProperty("linksLeftOut").GetInt64());
        ProcessResult followed = await NioProcess.RunAsync("scan", "--lines", "--follow", folder);
        Assert.Equal([1, 2, 3], followed.Numbers.Select(static row => row[0]));

        // A link that is named is meant.
        ProcessResult named = await NioProcess.RunAsync("scan", "--lines", _directory.File("folder/link"));
        Assert.Equal([2L], named.Numbers.Select(static row => row[0]));
    }

    [Fact]
    public async Task Scan_EveryBackend_GivesTheSame()
    {
        WriteCorpus();
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult expected = await NioProcess.RunAsync("scan", "--hash", "crc32c", _directory.Path);
        foreach (string backend in new[] { "posix", "portable" })
        {
            ProcessResult result = await NioProcess.ShellAsync(
                $"NATIVEIO_BACKEND={backend} $NIO scan --hash crc32c {folder}");
            Assert.Equal(string.Empty, result.Error);
            Assert.Equal(expected.Output, result.Output);
        }
    }

    [Fact]
    public async Task Scan_LongWork_ShowsProgressOnATerminal()
    {
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {folder} && truncate -s 3G file && script -qefc \"$NIO scan --hash sha256 file\" /dev/null");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("/s", result.Output, StringComparison.Ordinal);
        Assert.Contains("\u001b[?25h", result.Output, StringComparison.Ordinal);
        Assert.Contains("  file", result.Output, StringComparison.Ordinal);
    }

    private void WriteCorpus()
    {
        foreach ((string name, byte[] bytes) in TextCorpus.All)
        {
            _ = _directory.Write(name, bytes);
        }
    }
}
