using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Nio.Tests.Commands;

/// <content>What goes wrong leaves the final name as it was, and no part of a file.</content>
public sealed partial class CopyCommandTests
{
    [Fact]
    public async Task Copy_ExistingFile_IsReplacedOnlyWhenForced()
    {
        string source = _directory.Write("source", "new"u8);
        string copy = _directory.Write("copy", "old"u8);
        ProcessResult refused = await NioProcess.RunAsync("copy", source, copy);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("exists. Name another destination, or replace it", refused.Error, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(copy));
        Assert.Equal(0, (await NioProcess.RunAsync("copy", source, copy, "--force")).ExitCode);
        Assert.Equal("new", File.ReadAllText(copy));
        AssertOnly("copy", "source");
    }

    [Fact]
    public async Task Copy_ExistingFolder_IsAddedToOnlyWhenForced()
    {
        string source = MakeTree();
        string copy = Directory.CreateDirectory(_directory.File("copy")).FullName;
        _ = _directory.Write("copy/own", "own"u8);
        _ = _directory.Write("copy/empty", "not empty"u8);
        Assert.Equal(1, (await NioProcess.RunAsync("copy", source, copy)).ExitCode);
        Assert.Equal(2, Directory.GetFileSystemEntries(copy).Length);
        ProcessResult result = await NioProcess.RunAsync("copy", source, copy, "--force");
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal("own", File.ReadAllText(Path.Combine(copy, "own")));
        File.Delete(Path.Combine(copy, "own"));
        Assert.Equal(0, new FileInfo(Path.Combine(copy, "empty")).Length);
    }

    [Fact]
    public async Task Copy_ExistingFolder_KeepsItsOwnPermissions()
    {
        const UnixFileMode own = OwnerAndGroup | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
        string source = MakeTree();
        File.SetUnixFileMode(source, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string copy = Directory.CreateDirectory(_directory.File("copy")).FullName;
        File.SetUnixFileMode(copy, own);
        Assert.Equal(0, (await NioProcess.RunAsync("copy", source, copy, "--force")).ExitCode);
        Assert.Equal(own, File.GetUnixFileMode(copy));
    }

    [Fact]
    public async Task Copy_FolderDirectly_IsRefused()
    {
        ProcessResult result = await NioProcess.RunAsync("copy", MakeTree(), _directory.File("copy"), "--direct");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--direct copies one file", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory.File("copy")));
    }

    [Fact]
    public async Task Copy_LinkInTheWay_IsReplacedAndNotFollowed()
    {
        string source = _directory.Write("source", "new"u8);
        string victim = _directory.Write("victim", "precious"u8);
        string copy = File.CreateSymbolicLink(_directory.File("copy"), victim).FullName;
        Assert.Equal(1, (await NioProcess.RunAsync("copy", source, copy)).ExitCode);
        Assert.Equal(0, (await NioProcess.RunAsync("copy", source, copy, "--force")).ExitCode);
        Assert.Equal("precious", File.ReadAllText(victim));
        Assert.Null(new FileInfo(copy).LinkTarget);
    }

    [Theory]
    [InlineData("source", "source")]
    [InlineData("source", "hard")]
    public async Task Copy_ToItself_IsRefusedAlsoWhenForced(string from, string to)
    {
        _ = _directory.Write("source", "x"u8);
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {folder} && ln source hard && $NIO copy {from} {to} --force");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("are the same file", result.Error, StringComparison.Ordinal);
        Assert.Equal("x", File.ReadAllText(_directory.File("source")));
    }

    [Theory]
    [InlineData("source/copy")]
    [InlineData("source/a/copy")]
    [InlineData("into/copy")]
    public async Task Copy_IntoItself_IsRefused(string to)
    {
        _ = MakeTree();
        _ = Directory.CreateSymbolicLink(_directory.File("into"), "source/a");
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync($"cd {folder} && $NIO copy source {to}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the destination is in the source", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory.File(to)), "Nothing was made.");
    }

    [Theory]
    [InlineData("missing", "No such file")]
    [InlineData("pipe", "it is a pipe")]
    [InlineData("/dev/null", "it is a device")]
    [InlineData("loop", "symbolic links")]
    public async Task Copy_SourceThatIsNoFile_IsReported(string source, string reason)
    {
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {folder} && mkfifo pipe && ln -s loop loop && $NIO copy {source} copy");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("nio: cannot copy ", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        AssertOnly("loop", "pipe");
    }

    [Fact]
    public async Task Copy_PipeInATree_IsReportedAndTheRestIsCopied()
    {
        string source = MakeTree();
        ProcessResult made = await NioProcess.ShellAsync($"mkfifo {NioProcess.Quote(Path.Combine(source, "pipe"))}");
        Assert.Equal(0, made.ExitCode);
        ProcessResult result = await NioProcess.RunAsync("copy", source, _directory.File("copy"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("/pipe': it is a pipe", result.Error, StringComparison.Ordinal);
        Assert.Contains("not copied: 1", result.Output, StringComparison.Ordinal);
        File.Delete(Path.Combine(source, "pipe"));
        string folders = $"{NioProcess.Quote(source)} {NioProcess.Quote(_directory.File("copy"))}";
        Assert.Equal(string.Empty, (await NioProcess.ShellAsync($"diff -r --no-dereference {folders}")).Output);
    }

    [Fact]
    public async Task Copy_IntoItselfBelowAFolderThatMayNotBeRead_IsRefused()
    {
        _ = _directory.Write("source/file", "x"u8);
        string deep = Directory.CreateDirectory(_directory.File("source/closed/deep")).FullName;
        _ = Directory.CreateSymbolicLink(_directory.File("into"), "source/closed/deep");
        File.SetUnixFileMode(deep, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(_directory.File("source/closed"), (UnixFileMode)0b001_001_001);
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {folder} && exec setpriv --reuid 65534 --clear-groups $NIO copy source into/copy");
        Assert.Contains("the destination is in the source", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(deep));
    }

    [Fact]
    public async Task Copy_WithoutPermission_IsReportedAndTheRestIsCopied()
    {
        string source = MakeTree();
        File.SetUnixFileMode(Path.Combine(source, "a/one"), UnixFileMode.None);
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(Path.Combine(source, "a/b"), (UnixFileMode)0b111_101_101);
        ProcessResult result = await NioProcess.ShellAsync(
            $"setpriv --reuid 65534 --clear-groups $NIO copy {NioProcess.Quote(source)} "
            + NioProcess.Quote(_directory.File("copy")));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a/one': Could not open", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_directory.File("copy/a/b/two")), "What may be read is copied.");
        Assert.False(File.Exists(_directory.File("copy/a/one")), "What may not is not there in part.");
    }

    [Fact]
    public async Task Copy_FolderThatMayNotBeWritten_IsReported()
    {
        string source = _directory.Write("source", "x"u8);
        ProcessResult result = await NioProcess.RunAsync("copy", source, "/proc/copy");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot copy", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--direct")]
    public async Task Copy_FullDisk_LeavesNoPart(string option)
    {
        string source = NioProcess.Quote(_directory.Write("source", new byte[8 << 20]));
        string mount = NioProcess.Quote(Directory.CreateDirectory(_directory.File("mount")).FullName);

        // Not as zeros only, which a file system may keep as holes.
        ProcessResult result = await NioProcess.ShellAsync(
            $"mount -t tmpfs -o size=4m tmpfs {mount} || exit 9; head -c 8388608 /dev/urandom > {source}; "
            + $"$NIO copy {option} {source} {mount}/copy; code=$?; ls -A {mount}; umount {mount}; exit $code");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No space left", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("copy\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_FileLongerThanTheLimit_LeavesNoPart()
    {
        string source = NioProcess.Quote(_directory.Write("source", TextCorpusBytes()));
        string copy = NioProcess.Quote(_directory.File("copy"));
        ProcessResult result = await NioProcess.ShellAsync(
            "ulimit -f 64; export DOTNET_EnableDiagnostics=0 DOTNET_EnableWriteXorExecute=0; "
            + $"trap '' XFSZ; $NIO copy {source} {copy}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("File too large", result.Error, StringComparison.Ordinal);
        AssertOnly("source");
    }

    [Fact]
    public async Task Interrupt_LongCopy_LeavesNoPartAndEndsWith130()
    {
        // Zeros that are stored, enough to take a while; the end of the copying is seen by its temporary file.
        string source = NioProcess.Quote(_directory.File("source"));
        string copy = NioProcess.Quote(_directory.File("copy"));
        ProcessResult made = await NioProcess.ShellAsync($"head -c 1073741824 /dev/zero > {source}");
        Assert.Equal(0, made.ExitCode);
        using Process process = NioProcess.StartShell($"exec $NIO copy {source} {copy} --direct --json");
        while (Directory.GetFiles(_directory.Path, ".nio-*").Length == 0)
        {
            Assert.False(process.HasExited, "It ended before it could be stopped.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        using Process kill = NioProcess.StartShell($"kill -INT {process.Id}");
        ProcessResult result = await NioProcess.FinishAsync(process, []);
        Assert.Equal(130, result.ExitCode);
        Assert.Contains("stopped by Ctrl-C", result.Error, StringComparison.Ordinal);
        Assert.True(result.Json.GetProperty("cancelled").GetBoolean());
        AssertOnly("source");
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("copy", "a")]
    [InlineData("copy", "a", "b", "c")]
    [InlineData("copy", "a", "b", "--fsync", "some")]
    [InlineData("copy", "a", "b", "--nosuchoption")]
    [InlineData("copy", "", "b")]
    public async Task Copy_WrongUsage_IsRefusedWith2(params string[] arguments)
    {
        ProcessResult result = await NioProcess.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("nio: ", result.Error, StringComparison.Ordinal);
    }

    private static byte[] TextCorpusBytes() => Lines.TextCorpus.Words(1_000_000);
}
