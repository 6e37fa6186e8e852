using System;
using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>Many pieces of memory to a cached file in few calls.</summary>
internal static class GatherScenarios
{
    /// <summary>In tests: above the 1024 pieces that one call takes.</summary>
    private const int SmallCountMax = 1100;

    private static readonly int[] Counts = [1, 8, 64, 512, 4096];
    private static readonly int[] Lengths = [64, 1024, 4096];

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        foreach (int count in Counts)
        {
            foreach (int length in Lengths)
            {
                int piecesCount = files.IsSmall ? Math.Min(count, SmallCountMax) : count;
                yield return Create($"file-gather-{count}x{length}", new GatherWork(files, piecesCount, length));
            }
        }
    }

    private static Scenario Create(string name, GatherWork work) => new()
    {
        Name = name,
        Topic = "Gather writes to a cached file",
        Unit = $"write of {work.Count} x {work.Length} B",
        Expected = () => work.Expected,
        IsLong = work.Count != 64 && work.Length != 1024,
        IsHeadline = work is { Count: 64, Length: 1024 },
        Target = new Target { RatioMax = 0.6, RatioPeer = "randomaccess" },
        Peers =
        [
            new(Peer.Ours, () => new NativeGather(work)),
            new("native-buffer", () => new NativeBufferGather(work)),
            new("randomaccess", () => new RandomAccessGather(work)),
            new("joined", () => new JoinedWrite(work)),
        ],
    };
}
