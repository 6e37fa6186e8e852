using System;

namespace Storage.Lite;

/// <summary>When <see cref="HedgingStorage"/> asks once more.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record HedgingOptions
{
    /// <summary>The most further attempts that Polly makes.</summary>
    public const int AttemptsMax = 10;

    /// <summary>Gets the options that a layer without any has.</summary>
    public static HedgingOptions Default { get; } = new();

    /// <summary>Gets how long the answer may take before the store is asked once more; about the time in which 95 of
    /// 100 answers come.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how many further attempts there are, 1 to <see cref="AttemptsMax"/>.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or there is no clock.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Delay, TimeSpan.FromHours(24));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Attempts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Attempts, AttemptsMax);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
