using System;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;

namespace Native.Fuzz.Targets;

/// <summary>
/// Any facts about a file and any options: the choice has a reason, is the same each time, never maps what must not be
/// mapped, follows the table of sizes where that was asked for, and takes the strategy that the options name unless the
/// file cannot be read so.
/// </summary>
internal static class StrategyFacts
{
    private const long Mebi = 1024 * 1024;
    private const int FlagsMax = 31;
    private const int ConcurrencyMax = 64;

    private static readonly ReadOptions[] s_presets =
        [ReadOptions.Classic, ReadOptions.Balanced, ReadOptions.Performance, ReadOptions.LowMemory];

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        while (!program.IsAtEnd)
        {
            ReadFacts facts = NextFacts(ref program);
            VerifyTable(facts);
            VerifyNamed(facts, Next<ReadStrategy>(ref program));
            VerifyChoice(facts, NextOptions(ref program));
        }
    }

    private static void VerifyChoice(in ReadFacts facts, ReadOptions options)
    {
        ReadDecision decision = StrategySelector.Select(facts, options);
        Verify.True(decision == StrategySelector.Select(facts with { }, options with { }), $"Another choice: {facts}");
        VerifyDecision(facts, decision);
        bool isAuto = options.Strategy == ReadStrategy.Auto && !options.UsesSizeTable;
        if (isAuto && decision.Strategy == ReadStrategy.Mapped)
        {
            Verify.True(facts.IsImmutable, $"Mapped without being asked, though it may change: {facts}");
        }

        if (isAuto && !StrategySelector.IsLocal(facts.FileSystem))
        {
            // Async asks for what is cached (NOWAIT), which such file systems answer wrongly or late.
            Verify.True(decision.Strategy == ReadStrategy.Buffered, $"{decision.Strategy}, not in order: {facts}");
        }

        if (isAuto && decision.Strategy == ReadStrategy.Direct)
        {
            Verify.True(facts.HasDirect && options.Calibration is not null, $"Direct, but nothing says so: {facts}");
        }
    }

    private static void VerifyDecision(in ReadFacts facts, in ReadDecision decision)
    {
        Verify.True(decision.Strategy != ReadStrategy.Auto, $"No choice: {facts}");
        Verify.True(Enum.IsDefined(decision.Strategy), $"{decision.Strategy} is no strategy");
        Verify.True(!string.IsNullOrWhiteSpace(decision.Reason), $"No reason for {decision.Strategy}: {facts}");
        Verify.True(
            IsPossible(decision.Strategy, facts), $"{decision.Strategy} ({decision.Reason}) must not be: {facts}");
    }

    /// <summary>Named or not: what is impossible is read in order, everything else is as it was named.</summary>
    private static void VerifyNamed(in ReadFacts facts, ReadStrategy strategy)
    {
        if (strategy == ReadStrategy.Auto)
        {
            return;
        }

        foreach (ReadOptions preset in s_presets)
        {
            ReadDecision decision = StrategySelector.Select(facts, preset with { Strategy = strategy });
            VerifyDecision(facts, decision);
            ReadStrategy expected = IsPossible(strategy, facts) ? strategy : ReadStrategy.Buffered;
            Verify.True(
                decision.Strategy == expected, $"{strategy} was named, {decision.Strategy} was chosen: {facts}");
        }
    }

    /// <summary>The reference table: below 1 MiB, below 100 MiB, and from there on.</summary>
    private static void VerifyTable(in ReadFacts facts)
    {
        ReadStrategy wanted = ReadStrategy.Mapped;
        if (facts.Length < 100 * Mebi)
        {
            wanted = ReadStrategy.Buffered;
        }

        if (facts.Length < 1 * Mebi)
        {
            wanted = ReadStrategy.Async;
        }

        ReadDecision decision = StrategySelector.Select(facts, ReadOptions.Classic);
        VerifyDecision(facts, decision);
        ReadStrategy expected = IsPossible(wanted, facts) ? wanted : ReadStrategy.Buffered;
        Verify.True(decision.Strategy == expected, $"The table says {expected}, not {decision.Strategy}: {facts}");
    }

    /// <summary>What files can be read by a strategy, whoever asks for it.</summary>
    private static bool IsPossible(ReadStrategy strategy, in ReadFacts facts)
    {
        bool needsPositions = strategy is ReadStrategy.Mapped or ReadStrategy.Direct or ReadStrategy.Ring;
        bool hasPositions = facts.Kind is FileKind.Regular or FileKind.BlockDevice or FileKind.Unknown
            && facts.FileSystem != FileSystemKind.Virtual
            && facts.Length > 0;
        bool isRemote = facts.FileSystem is FileSystemKind.Network or FileSystemKind.UserSpace;
        return !needsPositions || (hasPositions && !(isRemote && strategy == ReadStrategy.Mapped));
    }

    private static ReadFacts NextFacts(ref FuzzInput program) => new()
    {
        Length = NextSize(ref program),
        Kind = Next<FileKind>(ref program),
        FileSystem = Next<FileSystemKind>(ref program),
        Flags = (FileFactFlags)program.NextUpTo(FlagsMax),
        Format = Next<ContentFormat>(ref program),
        Delivery = Next<ReadDelivery>(ref program),
        IsImmutable = program.NextBool(),
        Concurrency = program.NextUpTo(ConcurrencyMax),
        CachePolicy = Next<PageCachePolicy>(ref program),
        HasDirect = program.NextBool(),
    };

    /// <summary>Any length, and often one at a threshold.</summary>
    private static long NextSize(ref FuzzInput program)
    {
        int choice = program.NextByte();
        return (choice & 3) switch
        {
            0 => Numbers.Next(ref program),
            1 => Math.Max(0, Mebi + (choice >> 2) - 32),
            2 => (100 * Mebi) + (choice >> 2) - 32,
            _ => (long)choice * Mebi,
        };
    }

    private static ReadOptions NextOptions(ref FuzzInput program)
    {
        int choice = program.NextByte();
        ReadOptions options = s_presets[choice & 3];
        if ((choice & 4) != 0)
        {
            options = options with
            {
                SmallFileThreshold = Numbers.Next(ref program),
                LargeFileThreshold = Numbers.Next(ref program),
            };
        }

        return (choice & 8) == 0 ? options : options with
        {
            Calibration = new ReadCalibration
            {
                BufferedCachedBytesPerSecond = program.NextByte(),
                MappedCachedBytesPerSecond = program.NextByte(),
                BufferedColdBytesPerSecond = program.NextByte(),
                DirectColdBytesPerSecond = program.NextByte(),
            },
        };
    }

    private static T Next<T>(ref FuzzInput program)
        where T : struct, Enum => Values<T>.All[program.NextByte() % Values<T>.All.Length];

    private static class Values<T>
        where T : struct, Enum
    {
        internal static readonly T[] All = Enum.GetValues<T>();
    }
}
