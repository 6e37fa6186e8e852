using System;

namespace NativeIo;

/// <summary>How a <see cref="FileContentCache"/> works.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record FileContentCacheOptions
{
    /// <summary>Gets the most bytes of blocks that are kept. Default: 64 MiB.</summary>
    public long BytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Gets how long a file is kept, unchanged as it may be. Default: one hour; infinite for as long as there is room.
    /// </summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Gets how long ago a file must have changed to be kept: the times of files are coarse, so that a second change
    /// right after the first may not show. Default: 50 ms.
    /// </summary>
    public TimeSpan SettledAge { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(SettledAge, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (TimeToLive <= TimeSpan.Zero && TimeToLive != System.Threading.Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(TimeToLive), TimeToLive, $"A file is kept for more than 0 or for ever, not {TimeToLive}.");
        }
    }
}
