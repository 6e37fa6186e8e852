using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit;

namespace Native.TestKit.Tests;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task RunAsync_MethodReturns_GivesItsOutput()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(
            Say,
            new Dictionary<string, string> { ["NATIVE_TEST_WORD"] = "hello" });
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("hello", result.Output.Trim());
        Assert.False(result.Crashed);
    }

    [Fact]
    public async Task RunAsync_MethodThrows_GivesExitCodeOneAndTheText()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(Fail);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("deliberate", result.Error, StringComparison.Ordinal);
        Assert.False(result.Crashed);
    }

    [Fact]
    public async Task RunAsync_Lambda_Throws()
    {
        _ = await Assert.ThrowsAsync<ArgumentException>(() => ChildProcess.RunAsync(static () => { }));
    }

    private static void Say()
    {
        Console.WriteLine(Environment.GetEnvironmentVariable("NATIVE_TEST_WORD"));
    }

    private static void Fail()
    {
        throw new InvalidOperationException("deliberate");
    }
}
