using System;
using System.Threading.Tasks;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class NioCommandTests
{
    [Theory]
    [InlineData("nosuchverb")]
    [InlineData("lines", "--nosuchoption")]
    [InlineData("lines", "--longst", "file")]
    [InlineData("lines", "-x")]
    [InlineData("lines", "--delimiter")]
    [InlineData("lines", "--delimiter", "")]
    [InlineData("lines", "--delimiter", "ab")]
    [InlineData("lines", "--delimiter", @"\x4")]
    [InlineData("lines", "--delimiter", "é")]
    public async Task Usage_Wrong_IsRefusedWith2(params string[] arguments)
    {
        ProcessResult result = await NioProcess.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.OutputBytes);
        Assert.StartsWith("nio: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_NoArguments_ShowsHelpAndIsRefused()
    {
        ProcessResult result = await NioProcess.RunAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("lines", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfTheTool_NamesEveryVerb()
    {
        ProcessResult result = await NioProcess.RunAsync("--help");
        Assert.Equal(0, result.ExitCode);
        foreach (string verb in new[] { "lines <PATH>", "doctor <PATH>", "copy <SRC> <DST>", "scan <PATH>", "store" })
        {
            Assert.Contains(verb, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Help_OfLines_NamesEveryOptionAndExitCode()
    {
        ProcessResult result = await NioProcess.RunAsync("lines", "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(string.Empty, result.Error);
        foreach (string word in new[] { "PATH", "--longest", "--histogram", "--delimiter", "--json", "130" })
        {
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("doctor", "PATH", "--calibrate", "--json")]
    [InlineData("copy", "SRC", "DST", "--direct", "--no-cache", "--fsync", "--verify", "--force", "--json", "130")]
    [InlineData("scan", "PATH", "--pattern", "--hash", "--lines", "--entropy", "--strategy", "--jobs", "--preset")]
    public async Task Help_OfAVerb_NamesEveryOption(string verb, params string[] words)
    {
        ProcessResult result = await NioProcess.RunAsync(verb, "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.All(words, word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_Asked_IsThePackages()
    {
        ProcessResult result = await NioProcess.RunAsync("--version");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("0.1.0", result.Output, StringComparison.Ordinal);
    }
}
