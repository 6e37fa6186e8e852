using System;

namespace NativeIo;

/// <summary>Chooses how a file is read. Pure: the same facts give the same choice.</summary>
/// <remarks>
/// <para>Thread safety: all members.</para>
/// <para>Length alone cannot choose: a scan through blocks that stay in the processor's cache is as fast as a mapping
/// or faster at nearly all sizes, and what a mapping is good at, reading again and here and there, has nothing to do
/// with size. See <c>docs/reading-files.md</c> for the figures.</para>
/// </remarks>
public static class StrategySelector
{
    /// <summary>
    /// What a measured rate must be above another to choose by it; below, runs differ as much by themselves.
    /// </summary>
    private const double ClearlyFaster = 1.3;

    /// <summary>Reads in flight from which on a disk gains from a ring.</summary>
    private const int RingConcurrencyMin = 8;

    /// <summary>Chooses.</summary>
    /// <param name="facts">What is known about the file and its use.</param>
    /// <param name="options">Thresholds, and a strategy that was asked for; null for the defaults.</param>
    /// <returns>The strategy and the rule that chose it.</returns>
    public static ReadDecision Select(in ReadFacts facts, ReadOptions? options = null)
    {
        options ??= ReadOptions.Balanced;
        ReadStrategy wanted = options.Strategy != ReadStrategy.Auto ? options.Strategy
            : options.UsesSizeTable ? BySize(facts.Length, options)
            : ReadStrategy.Auto;
        if (wanted != ReadStrategy.Auto)
        {
            return Refusal(wanted, facts) ?? new ReadDecision(
                wanted,
                options.Strategy != ReadStrategy.Auto ? "the options name it" : SizeReason(wanted));
        }

        ReadDecision decision = ByUse(facts, options);
        return Refusal(decision.Strategy, facts) ?? decision;
    }

    /// <summary>Whether a file system may be asked for what is cached, and be mapped.</summary>
    internal static bool IsLocal(FileSystemKind kind) =>
        kind is not (FileSystemKind.Network or FileSystemKind.UserSpace);

    private static ReadStrategy BySize(long length, ReadOptions options) =>
        length < options.SmallFileThreshold ? ReadStrategy.Async
        : length >= options.LargeFileThreshold ? ReadStrategy.Mapped
        : ReadStrategy.Buffered;

    private static string SizeReason(ReadStrategy strategy) => strategy switch
    {
        ReadStrategy.Async => "size table: below the small threshold",
        ReadStrategy.Mapped => "size table: from the large threshold on",
        _ => "size table: between the thresholds",
    };

    /// <summary>What cannot or must not be done with this file, whoever asked for it.</summary>
    private static ReadDecision? Refusal(ReadStrategy wanted, in ReadFacts facts)
    {
        if (wanted is not (ReadStrategy.Mapped or ReadStrategy.Direct or ReadStrategy.Ring))
        {
            return null;
        }

        string? reason = facts.Kind is not (FileKind.Regular or FileKind.BlockDevice or FileKind.Unknown)
            ? "not a regular file: it has no positions"
            : facts.FileSystem == FileSystemKind.Virtual ? "made by the kernel when it is read: cannot be mapped"
            : facts.Length == 0 ? "no length known: read to the end"
            : wanted == ReadStrategy.Mapped && facts.FileSystem == FileSystemKind.Network
                ? "on a server: a mapping ends the process when the server goes away"
            : wanted == ReadStrategy.Mapped && facts.FileSystem == FileSystemKind.UserSpace
                ? "on a file system of a program: a mapping ends the process when that stops"
            : null;
        return reason is null ? null : new ReadDecision(ReadStrategy.Buffered, reason);
    }

    private static ReadDecision ByUse(in ReadFacts facts, ReadOptions options) => facts switch
    {
        { Kind: not (FileKind.Regular or FileKind.BlockDevice or FileKind.Unknown) } =>
            new(ReadStrategy.Buffered, "not a regular file: it has no positions"),
        { FileSystem: FileSystemKind.Network } =>
            new(ReadStrategy.Buffered, "on a server: reads in order, never mapped"),
        { FileSystem: FileSystemKind.UserSpace } =>
            new(ReadStrategy.Buffered, "on a file system of a program: reads in order, never mapped"),
        { FileSystem: FileSystemKind.Virtual } or { Length: 0 } =>
            new(ReadStrategy.Buffered, "no length known: read to the end"),
        { Delivery: ReadDelivery.Whole } => Whole(facts, options),
        { Delivery: ReadDelivery.Random } => Random(facts),
        { Delivery: ReadDelivery.Repeated } => Repeated(facts),
        _ => Stream(facts, options),
    };

    private static ReadDecision Stream(in ReadFacts facts, ReadOptions options)
    {
        ReadCalibration? measured = options.Calibration;
        if (facts.Format != ContentFormat.Unknown && facts.Length > options.BufferLength)
        {
            return new(ReadStrategy.Async, "compressed content: read ahead while it is decoded");
        }

        bool isPlain = (facts.Flags & (FileFactFlags.Sparse | FileFactFlags.Compressed | FileFactFlags.Encrypted)) == 0;
        if (facts.CachePolicy == PageCachePolicy.DoNotPollute
            && facts.Length >= options.LargeFileThreshold
            && facts.HasDirect
            && isPlain
            && measured is not null
            && measured.DirectColdBytesPerSecond > ClearlyFaster * measured.BufferedColdBytesPerSecond)
        {
            return new(ReadStrategy.Direct, "measured: direct reads are faster here than uncached ones");
        }

        bool mapsFaster = facts.IsImmutable
            && facts.CachePolicy == PageCachePolicy.Keep
            && facts.Length >= options.LargeFileThreshold
            && measured is not null
            && measured.MappedCachedBytesPerSecond > ClearlyFaster * measured.BufferedCachedBytesPerSecond;
        return mapsFaster
            ? new(ReadStrategy.Mapped, "measured: a mapping is faster here for large files")
            : new(ReadStrategy.Buffered, "read once in order: a block that is used again is fastest");
    }

    private static ReadDecision Whole(in ReadFacts facts, ReadOptions options) =>
        facts.Length < options.SmallFileThreshold
            ? new(ReadStrategy.Async, "small file: one pooled block, many at a time")
            : new(ReadStrategy.Buffered, "whole file: blocks of the pool cost no page faults");

    private static ReadDecision Random(in ReadFacts facts) =>
        facts.CachePolicy == PageCachePolicy.DoNotPollute && facts.Concurrency >= RingConcurrencyMin
            ? new(ReadStrategy.Ring, "many random reads from the disk: the kernel takes them together")
            : facts.IsImmutable
                ? new(ReadStrategy.Mapped, "random reads of a file that nobody changes: no call for each")
                : new(ReadStrategy.Async, "random reads: cached ones at once, others on another thread");

    private static ReadDecision Repeated(in ReadFacts facts) => facts.IsImmutable
        ? new(ReadStrategy.Mapped, "read again and again, and nobody changes it: mapped once")
        : new(ReadStrategy.Buffered, "may change while it is in use: not mapped");
}
