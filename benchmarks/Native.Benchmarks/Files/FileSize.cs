using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>A size that sequential scenarios are named after.</summary>
/// <param name="Name">As in the scenario's name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Repeat">Files that one pass reads, so that it takes long enough to be timed.</param>
internal sealed record FileSize(string Name, long Length, int Repeat)
{
    public const long Mebi = 1 << 20;

    public static IReadOnlyList<FileSize> Everyday { get; } =
    [
        new("4k", 4 << 10, 64), new("64k", 64 << 10, 16), new("1m", Mebi, 2), new("16m", 16 * Mebi, 1),
        new("256m", 256 * Mebi, 1),
    ];

    public static FileSize Smallest { get; } = new("1k", 1 << 10, 64);

    public static FileSize Largest { get; } = new("4g", 4096 * Mebi, 1);
}
