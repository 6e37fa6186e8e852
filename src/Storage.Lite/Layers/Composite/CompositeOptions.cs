using System;

namespace Storage.Lite;

/// <summary>How <see cref="CompositeStorage"/> writes to its tiers and reads from them.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record CompositeOptions
{
    /// <summary>Gets the options that a composite without any has.</summary>
    public static CompositeOptions Default { get; } = new();

    /// <summary>Gets which tiers a write waits for.</summary>
    public CompositeWritePolicy WritePolicy { get; init; }

    /// <summary>
    /// Gets the place of the tier that says what is true; null for the first durable one, or the first. Tiers before it
    /// are caches, those after it are copies.
    /// </summary>
    public int? AuthoritativeTier { get; init; }

    /// <summary>Gets how many tiers a quorum is; null for a majority.</summary>
    public int? QuorumCount { get; init; }

    /// <summary>Gets a value indicating whether what a read finds is put into the caches that did not have
    /// it.</summary>
    public bool BackfillsReads { get; init; } = true;

    /// <summary>Gets the longest value that is put into caches by a read.</summary>
    public long BackfillBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Gets how long to wait before repairs that failed are tried again.</summary>
    public TimeSpan RepairInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets how many keys are remembered whose tiers differ. When there are more, the tier that failed is asked for no
    /// key any more.
    /// </summary>
    public int PendingRepairsMax { get; init; } = 100_000;

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <param name="tierCount">How many tiers there are.</param>
    /// <exception cref="ArgumentException">A number is out of range, or there is no clock.</exception>
    public void Validate(int tierCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(AuthoritativeTier ?? 0, nameof(AuthoritativeTier));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
            AuthoritativeTier ?? 0, tierCount, nameof(AuthoritativeTier));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(QuorumCount ?? 1, nameof(QuorumCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QuorumCount ?? 1, tierCount, nameof(QuorumCount));
        ArgumentOutOfRangeException.ThrowIfNegative(BackfillBytesMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PendingRepairsMax);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RepairInterval, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
