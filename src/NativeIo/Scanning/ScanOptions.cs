using System;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How a <see cref="FileScanner"/> works.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record ScanOptions
{
    private const int ChunkBytesLeast = 4 * 1024;
    private const int ChunkBytesMost = 64 * 1024 * 1024;
    private const int WorkersMost = 1024;

    /// <summary>Gets the options that fit most scans.</summary>
    public static ScanOptions Default { get; } = new();

    /// <summary>
    /// Gets the number of workers that a scan begins with and returns to while files come from memory; 0 means one for
    /// each processor, but not more than <see cref="WorkersMax"/>.
    /// </summary>
    public int WorkersMin { get; init; }

    /// <summary>
    /// Gets the most workers, reached only while most files have to be waited for, as when they come from a disk. 32
    /// keep a fast disk busy; one more costs a thread and a block of <see cref="ChunkBytes"/>.
    /// </summary>
    public int WorkersMax { get; init; } = 32;

    /// <summary>
    /// Gets the size of a block in bytes: a shorter file comes whole, a longer one in chunks of this size.
    /// </summary>
    public int ChunkBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// Gets the most bytes in blocks of workers, and the most bytes of results that wait to be fetched from
    /// <see cref="FileScanner.ScanAsync(System.Collections.Generic.IEnumerable{NativePath},
    /// System.Threading.CancellationToken)"/>. There is always one worker, and one result.
    /// </summary>
    public long BytesInFlightMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Gets the order of asynchronous results.</summary>
    public ScanOrder Order { get; init; }

    /// <summary>
    /// Gets a value indicating whether a listed path that is a symbolic link means what it names. Otherwise it fails
    /// with <see cref="IoErrorKind.LinkLoop"/>. What a <see cref="DirectoryWalker"/> finds is up to its own options.
    /// </summary>
    public bool FollowsLinks { get; init; } = true;

    /// <summary>
    /// Gets how long a file waits when the process has too many open files, before that counts as its error.
    /// </summary>
    public TimeSpan HandleWait { get; init; } = HandleShortage.PatienceDefault;

    /// <summary>Gets the pool that blocks are rented from; null means <see cref="BlockPool.Shared"/>.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>
    /// Gets where reads are counted, without the time of handlers: each file or chunk of a long one is an operation.
    /// Null for nowhere.
    /// </summary>
    public IoMetrics? Metrics { get; init; }

    /// <summary>Gets what files are read with; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>Throws when an option makes no sense.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(WorkersMin);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(WorkersMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WorkersMax, WorkersMost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WorkersMin, WorkersMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkBytes, ChunkBytesLeast);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkBytes, ChunkBytesMost);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(BytesInFlightMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(HandleWait, TimeSpan.Zero);
        if (!Enum.IsDefined(Order))
        {
            throw new ArgumentException($"{Order} is no order; name AsCompleted or AsListed.", nameof(Order));
        }
    }

    /// <summary>Makes the controller that the options describe, bounded by the bytes that its workers hold.</summary>
    internal WidthController MakeController()
    {
        int affordable = (int)Math.Clamp(BytesInFlightMax / ChunkBytes, 1, WorkersMax);
        int wanted = WorkersMin == 0 ? Environment.ProcessorCount : WorkersMin;
        return new WidthController(Math.Min(wanted, affordable), affordable);
    }
}
