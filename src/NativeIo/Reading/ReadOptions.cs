using System;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How files are read. Checked when a reader is made from it.</summary>
/// <remarks>Thread safety: immutable.</remarks>
/// <example><code>
/// var options = ReadOptions.Performance with { CachePolicy = PageCachePolicy.DoNotPollute };
/// using var reader = new FileReader(options);
/// using BufferSlice content = reader.ReadFile("measurements.bin");
/// </code></example>
public sealed record ReadOptions
{
    private const int Kibi = 1024;
    private const int Mebi = 1024 * 1024;

    /// <summary>The most that one chunk may be long, which keeps a typing error from taking all memory.</summary>
    private const int ChunkLengthMax = 256 * Mebi;

    /// <summary>The most files at a time: about as many threads as a process can usefully have waiting.</summary>
    private const int ConcurrencyLimit = 4096;

    /// <summary>
    /// Gets options that choose by size alone: <see cref="ReadStrategy.Async"/> below 1 MiB,
    /// <see cref="ReadStrategy.Mapped"/> from 100 MiB on, <see cref="ReadStrategy.Buffered"/> between. Here to compare
    /// with; see <see cref="Balanced"/>.
    /// </summary>
    public static ReadOptions Classic { get; } = new() { UsesSizeTable = true };

    /// <summary>Gets the default: the same numbers, and a choice by all that is known about a file.</summary>
    public static ReadOptions Balanced { get; } = new();

    /// <summary>Gets options for a machine that does nothing else: larger chunks, more at a time.</summary>
    public static ReadOptions Performance { get; } = new()
    {
        SmallFileThreshold = 512 * Kibi,
        LargeFileThreshold = 50 * Mebi,
        ChunkLength = 512 * Kibi,
        ConcurrencyMax = 50,
        BufferLength = 2 * Mebi,
    };

    /// <summary>Gets options for little memory: smaller chunks, fewer at a time, always in order.</summary>
    public static ReadOptions LowMemory { get; } = new()
    {
        SmallFileThreshold = 2 * Mebi,
        LargeFileThreshold = 200 * Mebi,
        ChunkLength = 128 * Kibi,
        ConcurrencyMax = 10,
        BufferLength = 256 * Kibi,
        Strategy = ReadStrategy.Buffered,
    };

    /// <summary>Gets the length in bytes below which a file is small. Default: 1 MiB.</summary>
    public long SmallFileThreshold { get; init; } = Mebi;

    /// <summary>Gets the length in bytes from which on a file is large. Default: 100 MiB.</summary>
    public long LargeFileThreshold { get; init; } = 100 * Mebi;

    /// <summary>
    /// Gets the length in bytes of a chunk. Default: 256 KiB, which stays in the processor's cache and is the longest
    /// block that a pool keeps.
    /// </summary>
    public int ChunkLength { get; init; } = 256 * Kibi;

    /// <summary>
    /// Gets the bytes that reading one file chunk by chunk may hold: the chunk in use and those that are read ahead. At
    /// least twice <see cref="ChunkLength"/>. Default: 512 KiB.
    /// </summary>
    public int BufferLength { get; init; } = 512 * Kibi;

    /// <summary>Gets the most files that are read at a time. Default: 20.</summary>
    public int ConcurrencyMax { get; init; } = 20;

    /// <summary>Gets whether the system is told that mappings are read in order. Default: true.</summary>
    public bool UseMappedSequential { get; init; } = true;

    /// <summary>Gets the strategy; <see cref="ReadStrategy.Auto"/> chooses for each file.</summary>
    public ReadStrategy Strategy { get; init; }

    /// <summary>
    /// Gets whether <see cref="ReadStrategy.Auto"/> looks at the length only, with the two thresholds; as
    /// <see cref="Classic"/> does.
    /// </summary>
    public bool UsesSizeTable { get; init; }

    /// <summary>
    /// Gets what is done with files; null takes it from the method that is called: whole files or chunks in order.
    /// </summary>
    public ReadDelivery? Delivery { get; init; }

    /// <summary>
    /// Gets the caller's promise that nobody changes the files while they are in use. Only then are chunks of a mapping
    /// handed out without a copy: a file that is cut under a mapping ends the process that looks at it.
    /// </summary>
    public bool IsImmutable { get; init; }

    /// <summary>Gets what reading leaves in the page cache.</summary>
    public PageCachePolicy CachePolicy { get; init; }

    /// <summary>
    /// Gets the most bytes of a file that is read whole; a longer one fails with
    /// <see cref="IoErrorKind.FileTooLarge"/>. Default: 2 GiB.
    /// </summary>
    public long WholeLengthMax { get; init; } = 2L * Kibi * Mebi;

    /// <summary>
    /// Gets where blocks are rented; null for <see cref="BlockPool.Shared"/>. Ownership: borrows.
    /// </summary>
    public BlockPool? Pool { get; init; }

    /// <summary>
    /// Gets where calls run that may wait; null for the pool of threads. A program with an executor of its own passes
    /// it here.
    /// </summary>
    public TaskScheduler? Scheduler { get; init; }

    /// <summary>Gets where reads are counted; null for nowhere, and for a <see cref="FileReader"/> its own.</summary>
    public IoMetrics? Metrics { get; init; }

    /// <summary>Gets what was measured about this machine; null for the general rules.</summary>
    public ReadCalibration? Calibration { get; init; }

    /// <summary>Gets what files are opened with; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>
    /// Gets how long one of many files waits when the process has too many open files. For tests.
    /// </summary>
    internal TimeSpan HandleWait { get; init; } = HandleShortage.PatienceDefault;

    internal FileBackend BackendInUse => Backend ?? PlatformSelector.Current;

    /// <summary>Gets what a file is opened with.</summary>
    internal NativeFileOptions FileOptions =>
        Backend is null ? NativeFileOptions.Read : new NativeFileOptions { Backend = Backend };

    internal BlockPool PoolInUse => Pool ?? BlockPool.Shared;

    /// <summary>Chunks that are in memory at a time: the one in use and those read ahead.</summary>
    internal int ChunksHeld => BufferLength / ChunkLength;

    /// <summary>Throws unless every number makes sense.</summary>
    /// <exception cref="ArgumentException">A number makes no sense; the message has it and what it is held
    /// against.</exception>
    internal void Validate()
    {
        Require(
            ChunkLength is > 0 and <= ChunkLengthMax,
            nameof(ChunkLength),
            ChunkLength,
            "between 1 and",
            ChunkLengthMax);
        Require(
            BufferLength >= 2L * ChunkLength,
            nameof(BufferLength),
            BufferLength,
            "at least twice ChunkLength,",
            2L * ChunkLength);
        Require(SmallFileThreshold > 0, nameof(SmallFileThreshold), SmallFileThreshold, "at least", 1);
        Require(
            SmallFileThreshold < LargeFileThreshold,
            nameof(SmallFileThreshold),
            SmallFileThreshold,
            "below LargeFileThreshold,",
            LargeFileThreshold);
        Require(
            ConcurrencyMax is > 0 and <= ConcurrencyLimit,
            nameof(ConcurrencyMax),
            ConcurrencyMax,
            "between 1 and",
            ConcurrencyLimit);
        Require(WholeLengthMax > 0, nameof(WholeLengthMax), WholeLengthMax, "at least", 1);
        RequireDefined(Strategy, nameof(Strategy));
        RequireDefined(CachePolicy, nameof(CachePolicy));
        RequireDefined(Delivery ?? ReadDelivery.Stream, nameof(Delivery));
    }

    private static void Require(bool isMet, string name, long value, string rule, long bound)
    {
        if (!isMet)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}, it must be {rule} {bound}.");
        }
    }

    private static void RequireDefined<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} has no value {value:D}.");
        }
    }
}
