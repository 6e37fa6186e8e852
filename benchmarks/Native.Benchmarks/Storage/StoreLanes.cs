using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>How many operations are in flight at once.</summary>
internal static class StoreLanes
{
    public const int Most = 16;

    public static IReadOnlyList<int> All { get; } = [1, 2, Most];
}
