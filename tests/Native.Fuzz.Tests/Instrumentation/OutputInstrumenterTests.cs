using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Native.Fuzz.Instrumentation;
using Native.TestKit;
using Xunit;

namespace Native.Fuzz.Tests.Instrumentation;

/// <summary>Instruments a copy of the fuzz program's whole output folder and runs it as eng/fuzz.sh does.</summary>
public sealed class OutputInstrumenterTests
{
    [Fact]
    public async Task Copy_GuidedRun_FindsTheDeepCanary()
    {
        using var folder = new TemporaryDirectory();
        string program = Instrument(folder, out _);

        (int exitCode, string output) = await RunAsync(
            program, "smoke", "CanaryDeep", "--seconds", "60", "--seed", "1", "--findings", folder.File("findings"));

        Assert.True(exitCode == 1, output);
        string finding = Assert.Single(Directory.GetFiles(folder.File("findings"), "*", SearchOption.AllDirectories));
        Assert.Equal("NATIVE", await File.ReadAllTextAsync(finding, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Copy_RealTargets_StillHoldTheirSeeds()
    {
        using var folder = new TemporaryDirectory();
        string program = Instrument(folder, out IReadOnlyList<(string Assembly, int BlockCount)> counts);

        (int exitCode, string output) = await RunAsync(program, "replay");

        Assert.True(exitCode == 0, output);
        Assert.All(counts, count => Assert.True(count.BlockCount > 0, $"Nothing in {count.Assembly} is instrumented."));
    }

    private static string Instrument(
        TemporaryDirectory folder, out IReadOnlyList<(string Assembly, int BlockCount)> counts)
    {
        string copy = folder.File("instrumented");
        counts = OutputInstrumenter.CopyAndInstrument(AppContext.BaseDirectory, copy);
        return Path.Combine(copy, "Native.Fuzz.dll");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
