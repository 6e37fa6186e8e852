namespace ChunkedBuffers;

/// <summary>
/// What a pool holds at one moment. Exact while no other thread uses the pool; else each number is from a slightly
/// different moment. Thread safety: immutable.
/// </summary>
public sealed record BlockPoolStatistics
{
    /// <summary>Gets the name of the pool.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how many blocks are in use.</summary>
    public long RentedBlocks { get; init; }

    /// <summary>Gets the capacity of the blocks in use, in bytes.</summary>
    public long RentedBytes { get; init; }

    /// <summary>Gets the free memory that the pool keeps, in bytes, what threads keep included.</summary>
    public long RetainedBytes { get; init; }

    /// <summary>Gets the part of <see cref="RetainedBytes"/> that threads keep for themselves.</summary>
    public long ThreadCachedBytes { get; init; }

    /// <summary>Gets how many slabs there are.</summary>
    public int SlabCount { get; init; }

    /// <summary>Gets the size of all slabs in bytes.</summary>
    public long SlabBytes { get; init; }

    /// <summary>Gets how many blocks with a region of their own are in use.</summary>
    public long DedicatedBlocks { get; init; }

    /// <summary>Gets the size of those regions in bytes.</summary>
    public long DedicatedBytes { get; init; }

    /// <summary>Gets the bytes of released blocks that guarded mode keeps inaccessible.</summary>
    public long QuarantinedBytes { get; init; }

    /// <summary>Gets how many slabs were given back since the pool was made.</summary>
    public long Trims { get; init; }

    /// <summary>Gets how often memory had to be allocated for a rent since the pool was made.</summary>
    public long Misses { get; init; }

    /// <summary>Gets how many blocks became unreachable while they had references.</summary>
    public long LostBlocks { get; init; }

    /// <summary>Gets the capacity of the lost blocks whose memory was not reclaimed, in bytes.</summary>
    public long LostBytes { get; init; }

    /// <summary>Gets how many handles are open, in checked and guarded mode; else 0.</summary>
    public int OpenHandles { get; init; }

    /// <summary>
    /// Gets how many reports were lost because <see cref="BlockPoolOptions.OnMisuse"/> threw on the finalizer thread.
    /// </summary>
    public long FailedReports { get; init; }

    /// <summary>
    /// Gets how many blocks were taken out of the pool because they were damaged or in use while free.
    /// </summary>
    public long QuarantinedBlocks { get; init; }
}
