using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Doctor_Folder_TellsEachFactAndLeavesNothing()
    {
        ProcessResult result = await NioProcess.RunAsync("doctor", _directory.Path);
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
        string[] words =
        [
            "system", "backend", "limits", "open files", "locked memory", "mount", "read-ahead", "io_uring",
            "O_DIRECT", "RWF_NOWAIT", "RWF_DONTCACHE", "copy_file_range", "reflink", "openat2", "O_TMPFILE",
            "process_vm_readv", "huge pages", "how files will be read", "random reads", "warnings", _directory.Path,
        ];
        Assert.All(words, word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Doctor_Json_HasTheSameFactsAsNumbersAndWords()
    {
        string path = _directory.Write("file", "x"u8);
        ProcessResult result = await NioProcess.RunAsync("doctor", path, "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(path, result.Json.GetProperty("path").GetString());
        Assert.Equal(Environment.ProcessorCount, result.Json.GetProperty("processors").GetInt32());
        Assert.True(result.Json.GetProperty("mount").GetProperty("freeBytes").GetInt64() > 0);
        JsonElement[] capabilities = [.. result.Json.GetProperty("capabilities").EnumerateArray()];
        Assert.Equal(10, capabilities.Length);
        Assert.All(capabilities, static fact => Assert.NotEmpty(fact.GetProperty("reason").GetString()!));
        Assert.All(capabilities, static fact => Assert.NotEmpty(fact.GetProperty("effect").GetString()!));
        Assert.Equal(7, result.Json.GetProperty("strategies").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, result.Json.GetProperty("calibration").ValueKind);
    }

    [Fact]
    public async Task Doctor_Calibrate_HasNumbersAndLeavesNothing()
    {
        ProcessResult result = await NioProcess.RunAsync("doctor", _directory.Path, "--calibrate", "--json");
        Assert.Equal(0, result.ExitCode);
        JsonElement measured = result.Json.GetProperty("calibration");
        Assert.True(measured.GetProperty("smallFileNanoseconds").GetDouble() > 0);
        Assert.True(measured.GetProperty("bufferedCachedBytesPerSecond").GetDouble() > 0);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
        ProcessResult text = await NioProcess.RunAsync("doctor", _directory.Path, "--calibrate");
        Assert.Contains("for a file of 4 KiB; cached", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupt_Calibrating_LeavesNothingAndEndsWith130()
    {
        // Stopped as soon as the scratch file is there, so that it cannot be done before the signal comes.
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync($$"""
            env --default-signal=INT $NIO doctor {{folder}} --calibrate &
            while set -- {{folder}}/.nativeio-calibration-*; [ ! -e "$1" ]; do kill -0 $! || exit 99; done
            kill -STOP $!
            kill -INT $!
            kill -CONT $!
            wait $!
            """);
        Assert.StartsWith("nio: stopped by Ctrl-C", result.Error, StringComparison.Ordinal);
        Assert.Equal(130, result.ExitCode);
        Assert.Empty(result.OutputBytes);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Doctor_NoPath_LooksAtTheCurrentFolder()
    {
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {NioProcess.Quote(_directory.Path)} && $NIO doctor --json");
        Assert.Equal(".", result.Json.GetProperty("path").GetString());
    }

    [Fact]
    public async Task Doctor_LowLimits_WarnsWithAdvice()
    {
        ProcessResult result = await NioProcess.ShellAsync("ulimit -n 200 && ulimit -l 64 && $NIO doctor --json");
        Assert.Equal(0, result.ExitCode);
        string[] warnings =
            [.. result.Json.GetProperty("warnings").EnumerateArray().Select(static text => text.GetString()!)];
        Assert.Contains(warnings, static text => text.Contains("ulimit -n", StringComparison.Ordinal)
            && text.Contains("Only 200 files", StringComparison.Ordinal));
        Assert.Contains(warnings, static text => text.Contains("ulimit -l", StringComparison.Ordinal)
            && text.Contains("Only 64.0 KiB", StringComparison.Ordinal));
        JsonElement limits = result.Json.GetProperty("limits");
        Assert.Equal(200, limits.GetProperty("openFiles").GetInt64());
        Assert.Equal(64 * 1024, limits.GetProperty("lockedBytes").GetInt64());
    }

    [Fact]
    public async Task Doctor_ForcedBackend_IsNamedWithTheReason()
    {
        ProcessResult result = await NioProcess.ShellAsync("NATIVEIO_BACKEND=portable $NIO doctor");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("portable: NATIVEIO_BACKEND names it", result.Output, StringComparison.Ordinal);
        Assert.Contains("was forced and is slower", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_FilesOfTheKernel_NeedNoScratchFile()
    {
        ProcessResult result = await NioProcess.RunAsync("doctor", "/proc/version", "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("Virtual", result.Json.GetProperty("mount").GetProperty("kind").GetString());
        JsonElement copies = result.Json.GetProperty("capabilities")[4];
        Assert.Equal(JsonValueKind.Null, copies.GetProperty("available").ValueKind);
        Assert.Contains("nothing can be written", copies.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_PathThatIsMissing_FailsWith1()
    {
        ProcessResult result = await NioProcess.RunAsync("doctor", _directory.File("missing\n"));
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.OutputBytes);
        Assert.StartsWith("nio: could not look at '", result.Error, StringComparison.Ordinal);
        Assert.Contains(@"missing\x0a", result.Error, StringComparison.Ordinal);
    }
}
