using System;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// How a <see cref="BlockPool"/> works. Checked when a pool is made from it. Thread safety: immutable.
/// </summary>
public sealed record BlockPoolOptions
{
    /// <summary>
    /// The environment variable that sets <see cref="Mode"/> where the program does not: <c>default</c>,
    /// <c>checked</c> or <c>guarded</c>.
    /// </summary>
    public const string ModeVariable = "CHUNKEDBUFFER_POOL_MODE";

    /// <summary>Gets the name that metrics, statistics and reports carry.</summary>
    public string Name { get; init; } = "pool";

    /// <summary>Gets how much is checked; what <see cref="ModeVariable"/> says, else the default mode.</summary>
    public BlockPoolMode Mode { get; init; } = ModeFromEnvironment();

    /// <summary>
    /// Gets whether all blocks stay on the thread that made the pool. References are then counted without atomic
    /// operations; renting and whatever else counts them throws <see cref="InvalidOperationException"/> on another
    /// thread. Only looking at the bytes is not checked.
    /// </summary>
    public bool SingleThreaded { get; init; }

    /// <summary>
    /// Gets the most bytes of slabs, the memory of blocks up to 256 KiB. A rent that would need more throws
    /// <see cref="InsufficientMemoryException"/>. At least 2 MiB, and 2 MiB per size class in use.
    /// </summary>
    public long SmallBytesMax { get; init; } = long.MaxValue;

    /// <summary>
    /// Gets the most bytes of blocks above 256 KiB. Apart from <see cref="SmallBytesMax"/>, so that large requests
    /// never take what small ones need.
    /// </summary>
    public long LargeBytesMax { get; init; } = long.MaxValue;

    /// <summary>
    /// Gets how many bytes of free memory the pool keeps at most; a slab that becomes free beyond it is given back at
    /// once.
    /// </summary>
    public long RetainedBytesMax { get; init; } = long.MaxValue;

    /// <summary>
    /// Gets how many bytes of free blocks each thread keeps for itself at most, half of it for what other threads
    /// release for it. At least 256 KiB; or 0, then every rent takes a lock.
    /// </summary>
    public int ThreadCacheBytesMax { get; init; } = 1024 * 1024;

    /// <summary>
    /// Gets how often unused memory is given back. <see cref="Timeout.InfiniteTimeSpan"/>: only when memory is short
    /// and by <see cref="BlockPool.Trim"/>.
    /// </summary>
    public TimeSpan TrimInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets whether a rented block is all zero. Without it a block shows what its previous holder left in it.
    /// </summary>
    public bool ZeroOnRent { get; init; }

    /// <summary>
    /// Gets whether the memory of a lost block is used again. Safe only when no span over a block outlives its handle.
    /// </summary>
    public bool ReclaimLostBlocks { get; init; }

    /// <summary>Gets where memory comes from; null for <see cref="SlabSource.Default"/>.</summary>
    public SlabSource? SlabSource { get; init; }

    /// <summary>Gets which handles carry a stack in checked mode: 1 for every one, n for one in n.</summary>
    public int StackSampling { get; init; } = 128;

    /// <summary>
    /// Gets how many bytes of released blocks guarded mode keeps inaccessible; never more than 8,192 blocks, since a
    /// process has only so many mappings.
    /// </summary>
    public long QuarantineBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Gets what is called about each misuse, on the thread that noticed it, for lost blocks the finalizer thread. It
    /// must be quick, must not rent, and must not throw.
    /// </summary>
    public Action<BlockMisuse>? OnMisuse { get; init; }

    /// <summary>Gets the clock of the trim timer.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets what decides that the machine is short of memory; null for what the collector says. For tests.
    /// </summary>
    internal Func<bool>? MemoryIsShort { get; init; }

    /// <summary>Throws unless every number makes sense.</summary>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (!Enum.IsDefined(Mode))
        {
            throw new ArgumentOutOfRangeException(nameof(Mode), Mode, $"There is no pool mode {(int)Mode}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(SmallBytesMax, Slab.LengthBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(LargeBytesMax);
        ArgumentOutOfRangeException.ThrowIfNegative(RetainedBytesMax);
        ArgumentOutOfRangeException.ThrowIfNegative(ThreadCacheBytesMax);
        if (ThreadCacheBytesMax is > 0 and < BlockShard.BytesMaxLeast)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ThreadCacheBytesMax),
                ThreadCacheBytesMax,
                $"The thread cache must be 0 or at least {BlockShard.BytesMaxLeast} bytes, it is "
                    + $"{ThreadCacheBytesMax}.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(QuarantineBytesMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StackSampling);
        if (TrimInterval <= TimeSpan.Zero && TrimInterval != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(TrimInterval),
                TrimInterval,
                $"The trim interval must be positive or Timeout.InfiniteTimeSpan, it is {TrimInterval}.");
        }
    }

    private static BlockPoolMode ModeFromEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable(ModeVariable);
        return text?.ToUpperInvariant() switch
        {
            null or "" or "DEFAULT" => BlockPoolMode.Default,
            "CHECKED" => BlockPoolMode.Checked,
            "GUARDED" => BlockPoolMode.Guarded,
            _ => throw new InvalidOperationException(
                $"The environment variable {ModeVariable} is '{text}'; it must be default, checked or guarded."),
        };
    }
}
