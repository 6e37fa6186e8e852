using System;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Nio.Tests.Commands;

/// <content>Ctrl-C ends it cleanly, also while a read waits for input that never comes.</content>
public sealed partial class LinesCommandTests
{
    [Fact]
    public async Task Interrupt_WaitingForInput_EndsWith130()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\n"u8));

        // Standard input stays open and empty, so the tool is in a read for ever once it has shown the file's row.
        using Process process = NioProcess.StartShell($"exec $NIO lines {path} -");
        string? row = await process.StandardOutput.ReadLineAsync();
        Assert.StartsWith("          1          2  ", row, StringComparison.Ordinal);
        ProcessResult result = await InterruptAsync(process);
        Assert.Equal(130, result.ExitCode);
        Assert.StartsWith("nio: stopped by Ctrl-C", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Rows);
    }

    [Fact]
    public async Task Interrupt_Json_StillWritesADocument()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\n"u8));

        // The failed path tells on standard error that the file before it is done.
        using Process process = NioProcess.StartShell($"exec $NIO lines --json {path} missing -");
        Assert.Contains("missing", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        ProcessResult result = await InterruptAsync(process);
        Assert.Equal(130, result.ExitCode);
        Assert.True(result.Json.GetProperty("cancelled").GetBoolean());
        JsonElement paths = result.Json.GetProperty("paths");
        Assert.Equal(2, paths.GetArrayLength());
        Assert.Equal(1, paths[0].GetProperty("lines").GetInt64());
    }

    [Fact]
    public async Task Interrupt_EndlessFile_EndsWith130()
    {
        string path = NioProcess.Quote(_directory.Write("file", "a\n"u8));
        using Process process = NioProcess.StartShell($"exec $NIO lines {path} /dev/zero");
        _ = await process.StandardOutput.ReadLineAsync();
        ProcessResult result = await InterruptAsync(process);
        Assert.Equal(130, result.ExitCode);
    }

    private static async Task<ProcessResult> InterruptAsync(Process process)
    {
        // The shell has become the tool, so the process is the tool itself.
        using Process kill = NioProcess.StartShell($"kill -INT {process.Id}");
        await kill.WaitForExitAsync();

        // Its standard input must stay open until it has ended: an end of input would end it, too.
        Task<string> error = process.StandardError.ReadToEndAsync();
        byte[] output = System.Text.Encoding.UTF8.GetBytes(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return new ProcessResult(process.ExitCode, output, await error);
    }
}
