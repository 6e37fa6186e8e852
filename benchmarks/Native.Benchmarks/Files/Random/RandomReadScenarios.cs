using System.Collections.Generic;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>Random reads of 4 KiB of a file of 1 GiB around the page cache.</summary>
internal static class RandomReadScenarios
{
    private static readonly int[] Depths = [1, 8, 64];

    public static IEnumerable<Scenario> All(FileWorkspace files) =>
        Depths.Select(depth => Create(new RandomReadWork(files, depth)));

    private static Scenario Create(RandomReadWork work) => new()
    {
        Name = $"file-random-qd{work.QueueDepth}",
        Topic = "Random reads of 4 KiB around the page cache",
        Unit = $"read, {work.QueueDepth} in flight",
        Expected = () => work.Expected,
        Pace = Pace.Elapsed,
        IsHeadline = work.QueueDepth == 64,
        Target = new Target { RatioMax = 1 / 0.95, RatioPeer = "fio" },
        Peers =
        [
            new(Peer.Ours, () => new NativeRingRead(work)),
            new("native-batch", () => new NativeBatchRead(work)),
            new("randomaccess", () => new RandomAccessRandomRead(work)),
        ],
    };
}
