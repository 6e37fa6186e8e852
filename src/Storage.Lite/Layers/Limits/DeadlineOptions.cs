using System;

namespace Storage.Lite;

/// <summary>How long <see cref="DeadlineStorage"/> waits.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record DeadlineOptions
{
    /// <summary>Gets the options that a layer without any has.</summary>
    public static DeadlineOptions Default { get; } = new();

    /// <summary>Gets how long a call may take, 10 ms to 24 h; 30 s if nothing is said.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">The time is out of range, or there is no clock.</exception>
    public void Validate()
    {
        TimeLimit.Validate(Timeout, nameof(Timeout));
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
