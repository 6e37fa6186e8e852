using System;
using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>Objects of a real S3 server on loopback, beside the same calls of the SDK that ours is made of.</summary>
internal static class S3Scenarios
{
    /// <summary>What the SDK allocates for a request, and its copies of a body that is signed chunk by chunk.</summary>
    private const long GarbageBytesPerOp = 1 << 20;

    /// <summary>In tests a request takes milliseconds.</summary>
    private const int SmallOps = 4;

    /// <summary>At least 0.95 of the SDK's throughput.</summary>
    private const double RatioMax = 1 / 0.95;

    private static readonly ValueSize[] s_sizes =
    [
        new("4k", 4 << 10, KeyCount: 32, Gets: 64, Puts: 32),
        new("1m", 1 << 20, KeyCount: 8, Gets: 16, Puts: 8),
        new("16m", 16 << 20, KeyCount: 2, Gets: 2, Puts: 2),
    ];

    public static IEnumerable<Scenario> All(FileWorkspace files, Func<S3Service> service)
    {
        foreach (ValueSize size in s_sizes)
        {
            ValueSize values = files.IsSmall ? size.In(files) with { Gets = SmallOps, Puts = SmallOps } : size;
            var gets = new StoreWork(files, values, Lanes: 1, values.Gets);
            var puts = new StoreWork(files, values, Lanes: 1, values.Puts);
            yield return Create(
                "get",
                "read whole",
                gets,
                gets.ExpectedGets,
                () => new NativeStoreGet(gets, service().OpenFilled(gets, "get")),
                () => new SdkS3Get(gets, service()));
            yield return Create(
                "stream",
                "read in portions",
                gets,
                gets.ExpectedGets,
                () => new NativeS3Stream(gets, service().OpenFilled(gets, "stream")),
                () => new SdkS3Stream(gets, service()));
            yield return Create(
                "put",
                "put",
                puts,
                puts.ExpectedPuts,
                () => new NativeS3Put(puts, service()),
                () => new SdkS3Put(puts, service()));
        }
    }

    private static Scenario Create(
        string verb,
        string topic,
        StoreWork work,
        Func<Outcome> expected,
        Func<Workload> ours,
        Func<Workload> sdk) => new()
        {
            Name = $"storage-s3-{verb}-{work.Size.Name}",
            Topic = $"Objects of an S3 server, {topic}",
            Unit = $"{verb} of {work.Size.Name}",
            Expected = expected,
            Pace = Pace.Elapsed with { WarmUpPassesMin = 8 },
            NeedsS3 = true,
            GarbageBytesPerPassMax = GarbageBytesPerOp * work.Ops,
            Target = new Target { RatioMax = RatioMax, RatioPeer = "awssdk" },
            Peers = [new(Peer.Ours, ours), new("awssdk", sdk)],
        };
}
