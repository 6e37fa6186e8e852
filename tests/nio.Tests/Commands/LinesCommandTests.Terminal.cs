using System;
using System.Diagnostics;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Nio.Tests.Commands;

/// <content>What a person sees: the tool on a terminal that util-linux's <c>script</c> makes.</content>
public sealed partial class LinesCommandTests
{
    [Fact]
    public async Task Terminal_Lines_HaveHeadings()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\nbb\n"u8));
        ProcessResult result = await OnTerminalAsync($"$NIO lines --longest {path}");
        string[] headings = ["lines", "bytes", "longest", "in", "line", "at", "offset", "path\r"];
        Assert.Equal(headings, Cells(result.Rows[0])[^8..]);
        Assert.Equal([2, 5, 2, 2, 2], result.Numbers[1]);
    }

    [Fact]
    public async Task Terminal_Histogram_HasBars()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\nbb\ncc\nunterminated"u8));
        ProcessResult result = await OnTerminalAsync($"$NIO lines --histogram {path}");
        Assert.Equal(0, result.ExitCode);
        string[] rows = result.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("2-3 bytes", rows[3], StringComparison.Ordinal);
        Assert.Contains("█", rows[3], StringComparison.Ordinal);
        Assert.True(CountBars(rows[3]) > CountBars(rows[2]), "Two lines have a longer bar than one.");
        Assert.Contains("has no delimiter", rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_LongInput_ShowsProgressAndThenTheResult()
    {
        string pipe = NioProcess.Quote(_directory.File("pipe"));
        string path = NioProcess.Quote(_directory.Write("file", "a\n"u8));
        using Process process = NioProcess.StartShell(
            $"mkfifo {pipe}; exec script -qefc {NioProcess.Quote($"$NIO lines {path} {pipe} 3<>{pipe}")} /dev/null");

        // The pipe stays without an end and without input until the progress is there to be seen.
        StringBuilder shown = new();
        char[] some = new char[256];
        while (!shown.ToString().Contains("/s", StringComparison.Ordinal))
        {
            int count = await process.StandardOutput.ReadAsync(some).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(count > 0, $"It ended without progress: {shown}");
            _ = shown.Append(some, 0, count);
        }

        // Ctrl-C, as the terminal's driver sends it.
        await process.StandardInput.WriteAsync('\u0003');
        await process.StandardInput.FlushAsync();
        string rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("stopped by Ctrl-C", rest, StringComparison.Ordinal);

        // The cursor that the bar hid is back.
        Assert.Contains("\u001b[?25h", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_Json_IsLaidOut()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\n"u8));
        ProcessResult result = await OnTerminalAsync($"$NIO lines --json {path}");
        Assert.Contains("\n  \"paths\": [\r\n", result.Output, StringComparison.Ordinal);
    }

    private static int CountBars(string row) => row.Split('█').Length - 1;

    private static Task<ProcessResult> OnTerminalAsync(string commandLine) =>
        NioProcess.ShellAsync($"script -qefc {NioProcess.Quote(commandLine)} /dev/null");
}
