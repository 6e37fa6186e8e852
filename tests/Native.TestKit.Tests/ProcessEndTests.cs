using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;

namespace Native.TestKit.Tests;

// Platform: a shell.
[Trait("Platform", "linux")]
public sealed class ProcessEndTests
{
    [Fact]
    public async Task ReadAsync_ProcessEnds_GivesWhatItWroteAndItsCode()
    {
        using Process process = Start("echo out; echo error >&2; exit 3");
        Assert.Equal(
            new ChildProcessResult(3, "out\n", "error\n"),
            await ProcessEnd.ReadAsync(process, "The shell", Eventually.Limit));
    }

    [Theory]
    [InlineData("sleep 20")]
    [InlineData("sleep 20 & exit 0")]
    public async Task ReadAsync_ProcessOrItsOutputGoesOn_FailsAndNamesIt(string script)
    {
        using Process process = Start(script);
        FailException error = await Assert.ThrowsAsync<FailException>(
            () => ProcessEnd.ReadAsync(process, "The shell", TimeSpan.FromMilliseconds(500)));
        Assert.StartsWith("The shell", error.Message, StringComparison.Ordinal);
        await Eventually.EndsAsync(process.WaitForExitAsync(TestContext.Current.CancellationToken), "the shell's end");
    }

    private static Process Start(string script) => Process.Start(new ProcessStartInfo("sh", ["-c", script])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
