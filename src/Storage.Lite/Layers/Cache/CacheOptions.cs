using System;

namespace Storage.Lite;

/// <summary>How much <see cref="CachedStorage"/> keeps, and for how long.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record CacheOptions
{
    /// <summary>Gets the options that a layer without any has.</summary>
    public static CacheOptions Default { get; } = new();

    /// <summary>Gets the most bytes of memory that values keep from being reused.</summary>
    public long BytesMax { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Gets the most values. Each is charged with at least its part of <see cref="BytesMax"/>, so both limits are one.
    /// </summary>
    public int EntriesMax { get; init; } = 1000;

    /// <summary>Gets the longest value that is kept; longer ones pass by.</summary>
    public long ValueBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// Gets how long a value is kept; null for as long as there is room. A store that others write to needs a limit:
    /// their writes are seen when it is over.
    /// </summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Gets how long it is remembered that a key has no object; null, which is safe, for never.</summary>
    public TimeSpan? NegativeLifetime { get; init; }

    /// <summary>Gets a value indicating whether values that are put are kept as well as those that are got.</summary>
    public bool KeepsPuts { get; init; } = true;

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or there is no clock.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BytesMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(EntriesMax);
        ArgumentOutOfRangeException.ThrowIfNegative(ValueBytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Lifetime ?? TimeSpan.MaxValue, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(NegativeLifetime ?? TimeSpan.MaxValue, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
