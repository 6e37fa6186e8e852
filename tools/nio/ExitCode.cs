namespace Nio;

/// <summary>How every verb ends, so that scripts can rely on it.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    internal const int Done = 0;

    /// <summary>Some inputs or the output failed; each was reported on standard error, the others were done.</summary>
    internal const int SomeFailed = 1;

    /// <summary>The command line makes no sense; nothing was done.</summary>
    internal const int Usage = 2;

    /// <summary>Stopped by Ctrl-C: 128 and the number of SIGINT, as a shell reports it.</summary>
    internal const int Cancelled = 130;
}
