using System;

namespace Storage.Lite;

/// <summary>How often and for how long <see cref="RetryStorage"/> tries.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record RetryOptions
{
    /// <summary>The most retries, so that a mistyped number does not run for ever.</summary>
    public const int RetriesMax = 100;

    /// <summary>Gets the options that a layer without any has.</summary>
    public static RetryOptions Default { get; } = new();

    /// <summary>Gets how often a call is made again, after the first attempt.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Gets about how long to wait before the first retry; each further wait is about twice as long.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the longest wait.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the time after which no attempt begins, counted from the end of the first one.</summary>
    public TimeSpan ElapsedMax { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Gets a value indicating whether waits are random around their length, so that callers who failed
    /// together do not come back together.</summary>
    public bool UsesJitter { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether a conditional put that was retried counts as done when the key holds the very
    /// bytes that were put. It is right unless others put the same bytes under the same key and only one may win.
    /// </summary>
    public bool TakesEqualValueForOwn { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or there is no clock.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRetries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRetries, RetriesMax);
        RequireTime(Delay, nameof(Delay));
        RequireTime(DelayMax, nameof(DelayMax));
        RequireTime(ElapsedMax, nameof(ElapsedMax));
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }

    private static void RequireTime(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromHours(24), name);
    }
}
