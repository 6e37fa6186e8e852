using System.Collections.Generic;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Values in the memory of the process, shared and not copied.</summary>
internal static class MemoryScenarios
{
    /// <summary>More keys and values than the second level cache has room for.</summary>
    private static readonly ValueSize Many = new("many", 100, 10_000, 10_000, 0);

    /// <summary>Each takes nanoseconds, and starting lanes takes microseconds.</summary>
    private const int Ops = 4096;

    /// <summary>A task for each lane.</summary>
    private const long GarbageBytesPerGetPass = 8 * 1024;

    private const long GarbageBytesPerPut = 1024;

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        foreach (ValueSize size in ValueSize.All)
        {
            foreach (int lanes in StoreLanes.All)
            {
                ValueSize values = size.In(files);
                var work = new StoreWork(files, values, lanes, files.IsSmall ? values.Gets : Ops);
                yield return CreateGet(work);
                yield return CreatePut(work);
            }
        }

        ValueSize many = Many.In(files);
        yield return CreateGet(new StoreWork(files, many, 1, many.Gets));
    }

    private static Scenario CreateGet(StoreWork work) => new()
    {
        Name = $"storage-memory-get-{work.Size.Name}-c{work.Lanes}",
        Topic = "Values in memory",
        Unit = $"get, {work.Lanes} at once",
        Expected = work.ExpectedGets,
        Pace = Pace.ShortCalls,
        IsLong = work.Size.Name is not ("100b" or "many") || work.Lanes == StoreLanes.Most,
        IsHeadline = work is { Size.Name: "100b", Lanes: 1 },
        GarbageBytesPerPassMax = GarbageBytesPerGetPass,
        Target = work.Lanes == 1 ? new Target { NanosecondsMax = 60 } : null,
        Peers =
        [
            new(Peer.Ours, () => new NativeMemoryGet(work, static () => new MemoryStorage())),
            new("dictionary", () => new DictionaryGet(work)),
            new("memorycache", () => new MemoryCacheGet(work)),
        ],
    };

    private static Scenario CreatePut(StoreWork work) => new()
    {
        Name = $"storage-memory-put-{work.Size.Name}-c{work.Lanes}",
        Topic = "Values in memory",
        Unit = $"put, {work.Lanes} at once",
        Expected = work.ExpectedPuts,
        Pace = Pace.ShortCalls,
        IsLong = work.Size.Name is not "100b" || work.Lanes != 1,
        GarbageBytesPerPassMax = GarbageBytesPerGetPass + (GarbageBytesPerPut * work.Ops),
        Peers =
        [
            new(Peer.Ours, () => new NativeMemoryPut(work)),
            new("dictionary", () => new DictionaryPut(work)),
            new("memorycache", () => new MemoryCachePut(work)),
        ],
    };
}
