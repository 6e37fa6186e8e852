using System.Collections.Generic;

namespace Native.Benchmarks;

/// <summary>Lists of a hundred thousand objects, with what is known of each.</summary>
internal static class ListScenarios
{
    private const long GarbageBytesPerEntry = 1024;

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        yield return Create("storage-list-folders", new ListWork(files, HasFolders: true));
        yield return Create("storage-list-flat", new ListWork(files, HasFolders: false));
    }

    private static Scenario Create(string name, ListWork work) => new()
    {
        Name = name,
        Topic = "Lists of files",
        Unit = "entry",
        Expected = work.Expected,
        Pace = Pace.Elapsed with { WarmUpPassesMin = 3 },
        IsHeadline = work.HasFolders,
        GarbageBytesPerPassMax = GarbageBytesPerEntry * work.Count,
        Target = new Target { NanosecondsMax = 2000 },
        Peers =
        [
            new(Peer.Ours, () => new NativeList(work)),
            new("directoryinfo", () => new EnumeratedList(work)),
        ],
    };
}
