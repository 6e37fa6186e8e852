namespace Native.TestKit;

/// <summary>How a child process ended and what it wrote.</summary>
public sealed record ChildProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>
    /// Whether the runtime ended the process, as it does on access to an inaccessible page: by a signal on Unix, with
    /// an NTSTATUS error on Windows.
    /// </summary>
    public bool Crashed => ExitCode is 134 or 139 || ExitCode < 0;
}
