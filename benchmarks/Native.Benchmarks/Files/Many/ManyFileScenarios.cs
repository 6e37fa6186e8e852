using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>Ten thousand files of 2 to 8 KiB in 20 folders.</summary>
internal static class ManyFileScenarios
{
    /// <summary>Threads and their state, for each scan; and for a walk the path of each file.</summary>
    private const long GarbageBytesPerScan = 128 * 1024;

    private const long GarbageBytesPerFoundFile = 512;

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        yield return Create("file-many-list", new ManyFileWork(files, WalksFolders: false, IsCold: false));
        yield return Create("file-many-walk", new ManyFileWork(files, WalksFolders: true, IsCold: false));
        yield return Create("file-many-cold-list", new ManyFileWork(files, WalksFolders: false, IsCold: true));
        yield return Create("file-many-cold-walk", new ManyFileWork(files, WalksFolders: true, IsCold: true));
    }

    private static Scenario Create(string name, ManyFileWork work) => new()
    {
        Name = name,
        Topic = "Many small files",
        Unit = work.WalksFolders ? "file found and read" : "file",
        Expected = () => ManyFileWorkload.Expected(work),
        Pace = work.IsCold ? Pace.Prepared : Pace.Elapsed with { WarmUpPassesMin = 10 },
        IsLong = work.IsCold,
        IsHeadline = name == "file-many-list",
        GarbageBytesPerPassMax =
            GarbageBytesPerScan + (work.WalksFolders ? GarbageBytesPerFoundFile * work.Files.SmallFileCount : 0),
        Target = new Target
        {
            RatioMax = 1 / 0.8,
            RatioPeer = "c-file",
            And = work.WalksFolders && !work.IsCold ? new Target { RatioMax = 1, RatioPeer = "ripgrep" } : null,
        },
        Peers =
        [
            new(Peer.Ours, () => new NativeScan(work)),
            new("parallel", () => new ParallelReadAll(work)),
            new("foreachasync", () => new ForEachAsyncReadAll(work)),
        ],
    };
}
