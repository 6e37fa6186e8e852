using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Nio.Tests;

/// <summary>Runs the built tool, and what it is compared with, the way a user does: as a process of its own.</summary>
internal static class NioProcess
{
    /// <summary>What <c>$NIO</c> stands for in a command line; any shell finds the paths in its environment.</summary>
    private const string ToolCommand = "\"$NIO_DOTNET\" exec \"$NIO_DLL\"";

    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    private static string DotnetPath => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string ToolPath => Path.Combine(AppContext.BaseDirectory, "nio.dll");

    /// <summary>Runs the tool with nothing on standard input.</summary>
    internal static Task<ProcessResult> RunAsync(params IEnumerable<string> arguments) => RunAsync([], arguments);

    /// <summary>Runs the tool with bytes on standard input.</summary>
    internal static async Task<ProcessResult> RunAsync(byte[] input, IEnumerable<string> arguments)
    {
        using Process process = Start([DotnetPath, "exec", ToolPath, .. arguments]);
        return await FinishAsync(process, input);
    }

    /// <summary>Runs a command line in a shell, in which <c>$NIO</c> is the tool.</summary>
    internal static async Task<ProcessResult> ShellAsync(string commandLine)
    {
        using Process process = StartShell(commandLine);
        return await FinishAsync(process, []);
    }

    /// <summary>
    /// Starts a command line in a shell, in which <c>$NIO</c> is the tool. SIGINT works also when this process ignores
    /// it, as it does in the background of a script.
    /// </summary>
    internal static Process StartShell(string commandLine)
    {
        string script = commandLine.Replace("$NIO", ToolCommand, StringComparison.Ordinal);
        return Start(["env", "--default-signal=INT", "sh", "-c", script]);
    }

    /// <summary>Waits for the end of a process that was started here and gathers what it wrote.</summary>
    internal static async Task<ProcessResult> FinishAsync(Process process, byte[] input)
    {
        using MemoryStream output = new();
        Task copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await WriteInputAsync(process, input);
            await process.WaitForExitAsync().WaitAsync(s_timeout);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await copying;
        return new ProcessResult(process.ExitCode, output.ToArray(), await error);
    }

    /// <summary>A path as one word for a shell.</summary>
    internal static string Quote(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static async Task WriteInputAsync(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process ended without reading all of it, which some tests provoke.
        }
    }

    private static Process Start(string[] command)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["NIO_DOTNET"] = DotnetPath;
        start.Environment["NIO_DLL"] = ToolPath;
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TERM"] = "xterm-256color";

        // The child of a test under coverage must not write over its parent's coverage.
        _ = start.Environment.Remove("CORECLR_ENABLE_PROFILING");
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }
}
