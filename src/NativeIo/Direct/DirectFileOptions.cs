using System;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How <see cref="DirectFileReader"/> and <see cref="DirectFileWriter"/> work.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record DirectFileOptions
{
    /// <summary>
    /// The alignment that all known devices and file systems accept, for those that do not say theirs.
    /// </summary>
    public const int SafeAlignment = 4096;

    /// <summary>The longest chunk; several are in memory at once.</summary>
    internal const int ChunkLengthMax = 64 * 1024 * 1024;

    /// <summary>
    /// Gets the bytes of one transfer and one chunk, a multiple of <see cref="SafeAlignment"/>. 256 KiB are the longest
    /// blocks that a pool keeps.
    /// </summary>
    public int ChunkLength { get; init; } = 256 * 1024;

    /// <summary>Gets the transfers that are in flight at once, 1 to 4096.</summary>
    public int QueueDepth { get; init; } = 8;

    /// <summary>Gets where blocks come from; null means <see cref="BlockPool.Shared"/>.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>
    /// Gets a value indicating whether a file that has no direct transfers is an error instead of read or written
    /// through the page cache.
    /// </summary>
    public bool RequiresDirect { get; init; }

    /// <summary>Gets a value indicating whether a kernel ring may be used; false takes threads.</summary>
    public bool AllowsKernelRing { get; init; } = true;

    /// <summary>Gets where a reader's reads are counted; null for nowhere. Writers count nothing.</summary>
    public IoMetrics? Metrics { get; init; }

    /// <summary>Gets what the file is opened with; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>Throws when an option makes no sense.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkLength, SafeAlignment);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkLength, ChunkLengthMax);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ChunkLength % SafeAlignment, 0, nameof(ChunkLength));
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueDepth, BatchRingOptions.QueueDepthMax);
    }
}
