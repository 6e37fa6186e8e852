using System;

namespace Native.TestKit;

/// <summary>A random run failed; the message says how to repeat it.</summary>
public sealed class SeededRunException : Exception
{
    public SeededRunException(ulong seed, int run, Exception innerException)
        : base(
            $"Run {run} failed; repeat it with {SeededRandom.SeedVariable}={seed}. {innerException?.Message}",
            innerException)
    {
        Seed = seed;
    }

    public ulong Seed { get; }
}
