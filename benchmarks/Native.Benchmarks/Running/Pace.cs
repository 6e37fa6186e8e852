namespace Native.Benchmarks;

/// <summary>How a scenario is warmed up and timed.</summary>
internal sealed record Pace
{
    /// <summary>Work that the processor does all by itself, in passes of tens of microseconds.</summary>
    public static Pace Processor { get; } = new();

    /// <summary>The same in long passes: each calls the code that counts a thousand times.</summary>
    public static Pace LongPasses { get; } = new() { WarmUpPassesMin = 5 };

    /// <summary>
    /// Calls of nanoseconds through many methods, which the compiler comes back to one after another, so that nothing
    /// gets faster for a while in between: a second.
    /// </summary>
    public static Pace ShortCalls { get; } = new() { WarmUpPassesMin = 3000 };

    /// <summary>Work that waits for a device, or for other threads and processes.</summary>
    public static Pace Elapsed { get; } = new() { IsElapsed = true, WarmUpPassesMin = 5 };

    /// <summary>The same, with something to do before each pass that is not timed.</summary>
    public static Pace Prepared { get; } = new() { IsElapsed = true, IsPrepared = true, WarmUpPassesMin = 3 };

    /// <summary>Elapsed time counts, also where less of it was spent on a processor.</summary>
    public bool IsElapsed { get; init; }

    /// <summary>Each pass is prepared, and is a round of its own.</summary>
    public bool IsPrepared { get; init; }

    /// <summary>Tier-1 code needs 30 calls, and instrumented code before it 30 more.</summary>
    public int WarmUpPassesMin { get; init; } = 64;
}
