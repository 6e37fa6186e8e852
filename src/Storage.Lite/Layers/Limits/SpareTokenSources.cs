using System;
using System.Threading;

namespace Storage.Lite;

/// <summary>
/// Sources of tokens that were not used: most calls have ended when they return, and nobody had to be told to stop. A
/// source that a call under way has seen never comes back here. Each thread has its own.
/// </summary>
internal static class SpareTokenSources
{
    /// <summary>As many as there are layers of one stack that need one.</summary>
    private const int CountMax = 4;

    [ThreadStatic]
    private static CancellationTokenSource?[]? t_spare;

    [ThreadStatic]
    private static int t_count;

    internal static CancellationTokenSource Rent()
    {
        int count = t_count;
        if (count == 0)
        {
            return new CancellationTokenSource();
        }

        t_count = --count;
        CancellationTokenSource source = t_spare![count]!;
        t_spare[count] = null;
        return source;
    }

    /// <summary>Ownership: transfers.</summary>
    internal static void Return(CancellationTokenSource source)
    {
        if (t_count == CountMax || !source.TryReset())
        {
            source.Dispose();
            return;
        }

        t_spare ??= new CancellationTokenSource?[CountMax];
        t_spare[t_count++] = source;
    }
}
