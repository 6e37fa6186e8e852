using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Nio.Tests.Commands;

/// <content>What goes wrong is told for each file, and the others are read all the same.</content>
public sealed partial class ScanCommandTests
{
    [Fact]
    public async Task Scan_PathsThatFail_AreReportedAndTheRestIsRead()
    {
        string good = _directory.Write("good", "a\n"u8);
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {folder} && mkfifo pipe && ln -s loop loop && $NIO scan --lines missing pipe /dev/null loop good");
        Assert.Equal(1, result.ExitCode);
        string[] errors = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, errors.Length);
        Assert.All(errors, static error => Assert.StartsWith("nio: ", error, StringComparison.Ordinal));
        Assert.Contains("'missing': No such file", result.Error, StringComparison.Ordinal);
        Assert.Contains("'pipe': it is a pipe", result.Error, StringComparison.Ordinal);
        Assert.Contains("'/dev/null': it is a device", result.Error, StringComparison.Ordinal);
        Assert.Contains("'loop': Too many levels", result.Error, StringComparison.Ordinal);
        Assert.Equal([1L], result.Numbers[0]);
        Assert.True(File.Exists(good), "It is only read.");
    }

    [Fact]
    public async Task Scan_PipesAndLoopsBelow_AreLeftOutAndCounted()
    {
        _ = _directory.Write("folder/file", "a\n"u8);
        string folder = NioProcess.Quote(_directory.File("folder"));
        ProcessResult result = await NioProcess.ShellAsync(
            $"mkfifo {folder}/pipe && ln -s . {folder}/loop && $NIO scan --json {folder}");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(1, result.Json.GetProperty("total").GetProperty("specialsLeftOut").GetInt64());
        Assert.Equal(1, result.Json.GetProperty("total").GetProperty("linksLeftOut").GetInt64());
        ProcessResult followed = await NioProcess.ShellAsync($"$NIO scan --lines --follow {folder}");
        Assert.Equal(1, followed.ExitCode);
        Assert.Contains("loop", followed.Error, StringComparison.Ordinal);
        Assert.Equal([1L], followed.Numbers.Select(static row => row[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--strategy mapped")]
    public async Task Scan_WithoutPermission_IsReported(string options)
    {
        _ = _directory.Write("open", "a\n"u8);
        _ = _directory.Write("closed", "b\n"u8);
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"chmod 755 {folder} && chmod 0 {folder}/closed && setpriv --reuid 65534 --clear-groups "
            + $"$NIO scan --lines --json {options} {folder}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("closed': Permission denied", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Json.GetProperty("total").GetProperty("failures").GetInt64());
        Assert.Equal(1, result.Json.GetProperty("total").GetProperty("files").GetInt64());
        Assert.Contains(
            result.Json.GetProperty("files").EnumerateArray(), static file => file.TryGetProperty("failure", out _));
    }

    [Fact]
    public async Task Scan_FilesOfTheKernel_AreReadToTheirEnd()
    {
        ProcessResult result = await NioProcess.RunAsync("scan", "--lines", "/proc/version", "/proc/filesystems");
        long[][] expected = await WordCount.RunAsync(["/proc/version", "/proc/filesystems"]);
        Assert.Equal(expected.Select(static row => row[0]), result.Numbers.Select(static row => row[0]));
    }

    [Fact]
    public async Task Scan_EmptyFolder_IsDone()
    {
        ProcessResult result = await NioProcess.RunAsync("scan", _directory.Path);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("0 files, 0 bytes", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--strategy async")]
    public async Task Interrupt_LongScan_EndsWith130(string options)
    {
        string folder = NioProcess.Quote(_directory.Path);
        _ = _directory.Write("0first", "x"u8);

        // A hole as long as a file can be: nobody waits for its hash.
        using Process process = NioProcess.StartShell(
            $"cd {folder} && truncate -s 4T huge && exec $NIO scan --hash crc32c --json --jobs 2 "
            + $"{options} nosuchpath .");
        Assert.Contains("nosuchpath", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        using Process kill = NioProcess.StartShell($"sleep 0.5; kill -INT {process.Id}");
        ProcessResult result = await NioProcess.FinishAsync(process, []);
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("stopped by Ctrl-C", result.Error, StringComparison.Ordinal);
        Assert.True(result.Json.GetProperty("cancelled").GetBoolean());
        Assert.Equal(1, result.Json.GetProperty("total").GetProperty("files").GetInt64());
    }

    [Fact]
    public async Task Scan_OutputThatIsFull_FailsWith1()
    {
        string path = NioProcess.Quote(_directory.Write("file", "x"u8));
        ProcessResult result = await NioProcess.ShellAsync($"$NIO scan --lines {path} > /dev/full");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No space left on device", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scan")]
    [InlineData("scan", "")]
    [InlineData("scan", "--nosuchoption", ".")]
    [InlineData("scan", "--pattern", "", ".")]
    [InlineData("scan", "--pattern", @"\x4", ".")]
    [InlineData("scan", "--hash", "md5", ".")]
    [InlineData("scan", "--strategy", "ring", ".")]
    [InlineData("scan", "--preset", "fast", ".")]
    [InlineData("scan", "--jobs", "0", ".")]
    [InlineData("scan", "--jobs", "many", ".")]
    [InlineData("scan", "--lines", "--entropy", ".")]
    [InlineData("scan", "--lines", "--hash", "sha256", ".")]
    public async Task Scan_WrongUsage_IsRefusedWith2(params string[] arguments)
    {
        ProcessResult result = await NioProcess.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("nio: ", result.Error, StringComparison.Ordinal);
    }
}
