using System;

namespace Storage.Lite;

/// <summary>How many calls <see cref="ConcurrencyLimitStorage"/> lets through.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record ConcurrencyLimitOptions
{
    /// <summary>Gets the options that a layer without any has.</summary>
    public static ConcurrencyLimitOptions Default { get; } = new();

    /// <summary>Gets how many calls may run at once.</summary>
    public int ConcurrencyMax { get; init; } = 64;

    /// <summary>Gets how many more may wait; those beyond fail at once, so that a store that stands still does not fill
    /// the memory.</summary>
    public int WaitingMax { get; init; } = 4096;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ConcurrencyMax);
        ArgumentOutOfRangeException.ThrowIfNegative(WaitingMax);
    }
}
