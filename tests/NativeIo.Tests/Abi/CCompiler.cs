using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Native.TestKit;

namespace NativeIo.Tests;

/// <summary>Asks a C compiler. It must be installed; a test that cannot ask it fails.</summary>
internal static class CCompiler
{
    /// <summary>Compiles a program without linking or running it.</summary>
    /// <returns>What the compiler complained about; empty when it accepts the program.</returns>
    internal static async Task<string> CheckAsync(string compiler, string program)
    {
        using var folder = new TemporaryDirectory();
        string source = folder.File("facts.c");
        await File.WriteAllTextAsync(source, program);
        var start = new ProcessStartInfo(compiler) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in new[] { "-std=gnu11", "-fsyntax-only", "-fmax-errors=0", source })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string complaints = await process.StandardError.ReadToEndAsync();
        _ = await output;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? "" : complaints;
    }
}
