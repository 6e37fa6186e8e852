using System;
using System.Threading.Tasks;
using Xunit;

namespace Nio.Tests.Commands;

/// <content>What goes wrong is told for each path, and the others are counted all the same.</content>
public sealed partial class LinesCommandTests
{
    [Fact]
    public async Task Lines_SomePathsFail_CountsTheOthers()
    {
        string good = _directory.Write("good", "a\nb\n"u8);
        string missing = _directory.File("missing");
        ProcessResult result = await NioProcess.RunAsync("lines", good, missing, _directory.Path, good);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(new long[][] { [2, 4], [2, 4], [4, 8] }, result.Numbers);
        string[] errors = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, errors.Length);
        AssertTells($"cannot open '{missing}': No such file or directory.", errors[0]);
        AssertTells($"cannot open '{_directory.Path}': It is a directory.", errors[1]);
    }

    [Fact]
    public async Task Lines_EmptyPath_IsMissing()
    {
        ProcessResult result = await NioProcess.RunAsync("lines", "");
        Assert.Equal(1, result.ExitCode);
        AssertTells("cannot open '': No such file or directory.", result.Error);
    }

    [Fact]
    public async Task Lines_LinkToWhatVanished_IsMissing()
    {
        string link = NioProcess.Quote(_directory.File("link"));
        ProcessResult result = await NioProcess.ShellAsync($"ln -s vanished {link} && $NIO lines {link}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No such file or directory", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_LinkToItself_SaysWhatTheSystemSays()
    {
        string link = _directory.File("link");
        ProcessResult result = await NioProcess.ShellAsync(
            $"ln -s link {NioProcess.Quote(link)} && $NIO lines {NioProcess.Quote(link)}");
        Assert.Equal(1, result.ExitCode);
        AssertTells($"cannot open '{link}': Too many levels of symbolic links.", result.Error);
    }

    [Fact]
    public async Task Lines_ReadFails_SaysSo()
    {
        // The first page of a process is never mapped, so reading its memory from offset 0 fails for every user.
        ProcessResult result = await NioProcess.RunAsync("lines", "/proc/self/mem");
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Rows);
        AssertTells("cannot read '/proc/self/mem': Input/output error.", result.Error);
    }

    [Fact]
    public async Task Lines_FileAsDirectory_SaysSo()
    {
        string path = _directory.Write("file", "a\n"u8) + "/below";
        ProcessResult result = await NioProcess.RunAsync("lines", path);
        Assert.Equal(1, result.ExitCode);
        AssertTells($"cannot open '{path}': ", result.Error);
    }

    [Fact]
    public async Task Lines_ReaderOfOutputIsGone_EndsQuietly()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\n"u8));

        // Much more than fits into the pipe.
        ProcessResult result = await NioProcess.ShellAsync(
            $"set -- {path}; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do set -- \"$@\" \"$@\"; done;"
            + "$NIO lines \"$@\" | true");
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Lines_OutputIsFull_SaysSo()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\n"u8));
        foreach (string options in new[] { "", "--json", "--histogram" })
        {
            ProcessResult result = await NioProcess.ShellAsync($"$NIO lines {options} {path} > /dev/full");
            Assert.Equal(1, result.ExitCode);
            AssertTells("cannot write 'standard output': No space left on device.", result.Error);
        }
    }

    [Fact]
    public async Task Lines_OutputIsClosed_SaysSo()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\n"u8));
        foreach (string options in new[] { "", "--json", "--histogram" })
        {
            ProcessResult result = await NioProcess.ShellAsync($"$NIO lines {options} {path} >&-");
            Assert.Equal(1, result.ExitCode);
            AssertTells("cannot write 'standard output': Bad file descriptor.", result.Error);
        }
    }

    [Fact]
    public async Task Lines_NameThatIsNotUtf8_SaysHowToReadItAllTheSame()
    {
        // The shell also removes the file, because no .NET program can.
        string directory = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {directory} && name=$(printf 'n\\377me') && printf 'a\\n' > \"$name\" && $NIO lines \"$name\"; "
            + "code=$?; rm n*; exit $code");
        Assert.Equal(1, result.ExitCode);
        AssertTells("cannot open 'n\uFFFDme': No such file or directory.", result.Error);
        Assert.Contains("standard input", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_NameTooLong_SaysSoAndNotTheNameTwice()
    {
        string name = new('n', 300);
        ProcessResult result = await NioProcess.RunAsync("lines", name);
        Assert.Equal(1, result.ExitCode);
        AssertTells($"cannot open '{name}': The path or a name in it is too long.", result.Error);
        Assert.Equal(2, result.Error.Split(name).Length);
    }

    /// <summary>What failed is said in a sentence, without a stack trace, and advice follows.</summary>
    private static void AssertTells(string expected, string error)
    {
        Assert.StartsWith($"nio: {expected}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.True(error.TrimEnd().Length > expected.Length + 20, $"What to do is said, too: {error}");
    }
}
