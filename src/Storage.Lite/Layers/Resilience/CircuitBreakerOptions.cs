using System;

namespace Storage.Lite;

/// <summary>When <see cref="CircuitBreakerStorage"/> stops asking a store, and for how long.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record CircuitBreakerOptions
{
    /// <summary>Gets the options that a layer without any has.</summary>
    public static CircuitBreakerOptions Default { get; } = new();

    /// <summary>Gets the part of the calls that must fail, above 0 and up to 1.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Gets how many calls at least the part is of, 2 or more.</summary>
    public int CallCountMin { get; init; } = 20;

    /// <summary>Gets the time that the calls are counted in, 500 ms to 24 h.</summary>
    public TimeSpan SamplingTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how long the store is left alone, 500 ms to 24 h; then one call is let through.</summary>
    public TimeSpan BreakTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or there is no clock.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(FailureRatio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FailureRatio, 1.0);
        ArgumentOutOfRangeException.ThrowIfLessThan(CallCountMin, 2);
        RequireTime(SamplingTime, nameof(SamplingTime));
        RequireTime(BreakTime, nameof(BreakTime));
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }

    private static void RequireTime(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromMilliseconds(500), name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromHours(24), name);
    }
}
