using System;

namespace Native.Benchmarks;

/// <summary>How long the paired runner measures.</summary>
internal sealed record RunOptions
{
    /// <summary>A workload is warm when it did not get faster for so long.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan WarmUpMax { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan Round { get; init; } = TimeSpan.FromMilliseconds(12);

    public int Rounds { get; init; } = 11;

    /// <summary>An external program is started this often, spread evenly over the rounds.</summary>
    public int ExternalStarts { get; init; } = 3;

    /// <summary>Rounds that an external program measures each time it is started.</summary>
    public int ExternalRounds { get; init; } = 4;

    public static RunOptions Quick { get; } = new()
    {
        WarmUp = TimeSpan.FromMilliseconds(150),
        Round = TimeSpan.FromMilliseconds(6),
        Rounds = 7,
        ExternalStarts = 2,
        ExternalRounds = 3,
    };
}
