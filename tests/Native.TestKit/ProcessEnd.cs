using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace Native.TestKit;

/// <summary>Waits for the end of a process that a test has started, and of what it writes.</summary>
public static class ProcessEnd
{
    /// <summary>
    /// Reads both outputs, which must be redirected, until the process has ended. One that does not end within
    /// <paramref name="limit"/> is killed with what it started, and fails the test. The outputs have an end of their
    /// own: what the process started may hold them open.
    /// </summary>
    public static async Task<ChildProcessResult> ReadAsync(Process process, string what, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(process);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            await Task.WhenAll(process.WaitForExitAsync(), output, error).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            bool hasEnded = process.HasExited;
            if (!hasEnded)
            {
                process.Kill(entireProcessTree: true);
            }

            Assert.Fail(hasEnded
                ? $"{what} has ended, but what it started holds its outputs open after {limit.TotalSeconds} s."
                : $"{what} did not end within {limit.TotalSeconds} s.");
        }

        return new ChildProcessResult(process.ExitCode, await output, await error);
    }
}
