using System;
using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>A length of values that scenarios are named after.</summary>
/// <param name="Name">As in the scenario's name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="KeyCount">Objects of this length; they stay in the system's memory together.</param>
/// <param name="Gets">Gets of one pass: each key as often as every other.</param>
/// <param name="Puts">Puts of one pass.</param>
internal sealed record ValueSize(string Name, int Length, int KeyCount, int Gets, int Puts)
{
    /// <summary>In tests: the longest value, which ends inside a sector and is longer than a block.</summary>
    private const int SmallLengthMax = (64 << 10) + 13;

    private const int SmallKeyCount = 4;

    /// <summary>In tests: as many operations as the most that run at once.</summary>
    private const int SmallOps = 16;

    public static ValueSize FourKibi { get; } = new("4k", 4 << 10, 256, 512, 64);

    public static ValueSize OneMebi { get; } = new("1m", 1 << 20, 16, 32, 16);

    public static IReadOnlyList<ValueSize> All { get; } =
    [
        new("100b", 100, 256, 512, 64), FourKibi, new("64k", 64 << 10, 64, 128, 64), OneMebi,
        new("64m", 64 << 20, 2, 2, 2),
    ];

    /// <summary>The same for a workspace: small ones have few and short values.</summary>
    public ValueSize In(FileWorkspace files) => files.IsSmall
        ? this with
        {
            Length = Math.Min(Length, SmallLengthMax),
            KeyCount = Math.Min(KeyCount, SmallKeyCount),
            Gets = SmallOps,
            Puts = SmallOps,
        }
        : this;
}
