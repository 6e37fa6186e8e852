using System.Collections.Generic;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Values in files and databases, read whole from the system's memory.</summary>
internal static class FileGetScenarios
{
    /// <summary>A task for each lane, and what changing threads takes where a get does not stay on its own.</summary>
    private const long GarbageBytesPerGet = 1024;

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        foreach (ValueSize size in ValueSize.All)
        {
            foreach (int lanes in StoreLanes.All)
            {
                ValueSize values = size.In(files);
                yield return Create(new StoreWork(files, values, lanes, values.Gets));
            }
        }
    }

    private static Scenario Create(StoreWork work) => new()
    {
        Name = $"storage-get-{work.Size.Name}-c{work.Lanes}",
        Topic = "Values in files, read whole",
        Unit = $"get of {work.Size.Name}, {work.Lanes} at once",
        Expected = work.ExpectedGets,
        Pace = work.Size.Length >= FileSize.Mebi ? Pace.LongPasses : Pace.Processor,
        IsLong = !(work.Size.Name is "4k" && work.Lanes != 2) && !(work.Size.Name is "1m" && work.Lanes == 1),
        IsHeadline = work is { Size.Name: "4k", Lanes: 1 },
        GarbageBytesPerPassMax = GarbageBytesPerGet * work.Ops,
        Target = TargetOf(work),
        Peers =
        [
            new(Peer.Ours, () => new NativeStoreGet(work, FileStorage.Open(work.ObjectFolder()))),
            new("file.async", () => new FileAsyncGet(work)),
            new("sqlite", () => new SqliteGet(work)),
            new("lmdb", () => new LmdbGet(work)),
        ],
    };

    private static Target? TargetOf(StoreWork work) => work switch
    {
        { Size.Name: "4k", Lanes: 1 } =>
            new Target { NanosecondsMax = 3500, RatioMax = 0.5, RatioPeer = "file.async" },
        { Size.Name: "1m", Lanes: 1 } =>
            new Target { NanosecondsMax = 80_000, RatioMax = 0.25, RatioPeer = "file.async" },
        _ => null,
    };
}
