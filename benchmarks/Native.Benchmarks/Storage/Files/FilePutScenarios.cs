using System.Collections.Generic;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>
/// Values put to files and databases, in place of older ones. Each scenario has one durability: atomic puts wait for
/// nothing, durable ones have the bytes and the name on the device.
/// </summary>
internal static class FilePutScenarios
{
    /// <summary>A file's objects and a change of threads.</summary>
    private const long GarbageBytesPerPut = 4096;

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        foreach (ValueSize size in ValueSize.All)
        {
            foreach (int lanes in StoreLanes.All)
            {
                ValueSize values = size.In(files);
                var work = new StoreWork(files, values, lanes, values.Puts);
                yield return CreateAtomic(work);
                yield return CreateDurable(work);
            }
        }

        ValueSize group = ValueSize.FourKibi.In(files);
        yield return CreateGroup(
            new StoreWork(files, group, StoreLanes.Most, group.Puts), new StoreWork(files, group, 1, group.Puts));
    }

    /// <summary>A put takes so long that the compiler has seen few of them when nothing gets faster any more.</summary>
    private static Pace PaceOf(StoreWork work) =>
        work.Size.Length < FileSize.Mebi ? Pace.Elapsed with { WarmUpPassesMin = 40 } : Pace.Elapsed;

    private static Scenario CreateAtomic(StoreWork work) => new()
    {
        Name = $"storage-put-atomic-{work.Size.Name}-c{work.Lanes}",
        Topic = "Values put to files, without waiting for the device",
        Unit = $"put of {work.Size.Name}, {work.Lanes} at once",
        Expected = work.ExpectedPuts,
        Pace = PaceOf(work),
        IsLong = work.Size.Name is not ("4k" or "1m") || work.Lanes != 1,
        GarbageBytesPerPassMax = GarbageBytesPerPut * work.Ops,
        Target = new Target { RatioMax = 1.10, RatioPeer = "c-storage" },
        Peers =
        [
            new(Peer.Ours, () => new NativeFilePut(work, FileDurability.None)),
            new("file.async", () => new FileAsyncPut(work)),
            new("sqlite", () => new SqlitePut(work, isDurable: false)),
            new("lmdb", () => new LmdbPut(work, isDurable: false)),
        ],
    };

    private static Scenario CreateDurable(StoreWork work) => new()
    {
        Name = $"storage-put-durable-{work.Size.Name}-c{work.Lanes}",
        Topic = "Values put to files and flushed",
        Unit = $"put of {work.Size.Name}, {work.Lanes} at once",
        Expected = work.ExpectedPuts,
        Pace = PaceOf(work),
        IsLong = work.Size.Name is not "4k" || work.Lanes == 2,
        GarbageBytesPerPassMax = GarbageBytesPerPut * work.Ops,
        Target = new Target { RatioMax = 1.05, RatioPeer = "c-storage" },
        Peers =
        [
            new(Peer.Ours, () => new NativeFilePut(work, FileDurability.Full)),
            new("sqlite", () => new SqlitePut(work, isDurable: true)),
            new("lmdb", () => new LmdbPut(work, isDurable: true)),
        ],
    };

    private static Scenario CreateGroup(StoreWork together, StoreWork oneByOne) => new()
    {
        Name = $"storage-put-group-{together.Size.Name}",
        Topic = "Values put to files and flushed",
        Unit = $"put of {together.Size.Name}, {together.Lanes} at once",
        Expected = together.ExpectedPuts,
        Pace = PaceOf(together),
        IsHeadline = true,
        GarbageBytesPerPassMax = GarbageBytesPerPut * together.Ops,
        Target = new Target { RatioMax = 0.5, RatioPeer = "native-sequential" },
        Peers =
        [
            new(Peer.Ours, () => new NativeFilePut(together, FileDurability.Group)),
            new("native-sequential", () => new NativeFilePut(oneByOne, FileDurability.Full)),
        ],
    };
}
