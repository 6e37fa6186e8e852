using System.Collections.Generic;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>Cached files read whole, to memory of their own, which is given back after it was looked at.</summary>
internal static class FileWholeScenarios
{
    /// <summary>The objects that name a buffer of many blocks; a file of one block needs none.</summary>
    private const long GarbageBytesPerLongFile = 64 * 1024;

    public static IEnumerable<Scenario> All(FileWorkspace files) =>
        FileSize.Everyday.Select(size => Create(new FileReadWork(files, size)));

    private static Scenario Create(FileReadWork work) => new()
    {
        Name = $"file-whole-{work.Size.Name}",
        Topic = "Cached files, read whole",
        Unit = $"file of {work.Size.Name}",
        Expected = () => FileReadWorkload.Expected(work),
        Pace = work.Size.Length >= FileSize.Mebi ? Pace.LongPasses : Pace.Processor,
        IsHeadline = work.Size.Length == FileSize.Mebi,
        GarbageBytesPerPassMax = work.Size.Length > FileReadWorkload.BufferLength ? GarbageBytesPerLongFile : 0,
        Target = new Target { RatioMax = 1 / 0.95, RatioPeer = "c-file", And = MoreOf(work.Size) },
        Peers =
        [
            new(Peer.Ours, () => new NativeWholeRead(work)),
            new("readallbytes", () => new ReadAllBytesRead(work)),
            new("pooledarray", () => new PooledArrayRead(work)),
        ],
    };

    private static Target? MoreOf(FileSize size) => size.Length switch
    {
        <= 4096 => new Target { NanosecondsMax = 4000, RatioMax = 0.45, RatioPeer = "readallbytes" },
        >= FileSize.Mebi and <= 16 * FileSize.Mebi => new Target { RatioMax = 1 / 4.0, RatioPeer = "readallbytes" },
        _ => null,
    };
}
