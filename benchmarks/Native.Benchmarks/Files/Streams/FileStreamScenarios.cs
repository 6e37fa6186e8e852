using System.Collections.Generic;
using System.Linq;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Files read in order to memory that is used again: cached, around the cache, and cold.</summary>
internal static class FileStreamScenarios
{
    /// <summary>What opening a file and enumerating its chunks allocates, rounded up.</summary>
    private const long GarbageBytesPerFile = 4096;

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        IEnumerable<FileSize> sizes = [FileSize.Smallest, .. FileSize.Everyday, FileSize.Largest];
        return
        [
            .. sizes.Select(size => Cached(new FileReadWork(files, size))),
            Direct(new FileReadWork(files, FileSize.Everyday[3]), isLong: false),
            Direct(new FileReadWork(files, FileSize.Everyday[4]), isLong: true),
            Cold(new FileReadWork(files, FileSize.Everyday[3], IsCold: true)),
            Cold(new FileReadWork(files, FileSize.Everyday[4], IsCold: true)),
        ];
    }

    private static Scenario Cached(FileReadWork work) => new()
    {
        Name = $"file-stream-{work.Size.Name}",
        Topic = "Cached files, streamed to memory that is used again",
        Unit = $"file of {work.Size.Name}",
        Expected = () => FileReadWorkload.Expected(work),
        Pace = work.Size.Length >= FileSize.Mebi ? Pace.LongPasses : Pace.Processor,
        IsLong = work.Size == FileSize.Smallest || work.Size == FileSize.Largest,
        IsHeadline = work.Size.Length == FileSize.Mebi,
        GarbageBytesPerPassMax = GarbageBytesPerFile * work.Repeat,
        Target = TargetOf(work.Size),
        Peers = [.. CachedPeers(work)],
    };

    private static Target TargetOf(FileSize size) => new()
    {
        RatioMax = 1 / 0.95,
        RatioPeer = "c-file",
        And = size.Length switch
        {
            < FileSize.Mebi => new Target { RatioMax = 1 / 1.5, RatioPeer = "randomaccess" },
            <= 16 * FileSize.Mebi => new Target { RatioMax = 1 / 5.0, RatioPeer = "readallbytes" },
            _ => null,
        },
    };

    private static IEnumerable<Peer> CachedPeers(FileReadWork work)
    {
        yield return new(Peer.Ours, () => new NativeStreamRead(work, ReadStrategy.Auto));
        yield return new("native-buffered", () => new NativeStrategyRead(work, new BufferedFileReader()));
        yield return new(
            "native-mapped",
            () => new NativeStrategyRead(work, new MemoryMappedReader(new ReadOptions { IsImmutable = true })));
        yield return new("native-file", () => new NativeFileRead(work));
        yield return new("randomaccess", () => new RandomAccessRead(work));
        yield return new("filestream", () => new FileStreamRead(work));
        yield return new("mappedview", () => new MappedViewRead(work));
        if (work.Size.Length is >= FileSize.Mebi and <= 16 * FileSize.Mebi)
        {
            yield return new("readallbytes", () => new ReadAllBytesRead(work));
        }
    }

    private static Scenario Direct(FileReadWork work, bool isLong) => new()
    {
        Name = $"file-direct-{work.Size.Name}",
        Topic = "Files streamed around the page cache",
        Unit = $"file of {work.Size.Name}",
        Expected = () => FileReadWorkload.Expected(work),
        Pace = Pace.Elapsed,
        IsLong = isLong,
        GarbageBytesPerPassMax = 4 * GarbageBytesPerFile,
        Target = new Target { RatioMax = 1 / 0.95, RatioPeer = "c-file" },
        Peers =
        [
            new(Peer.Ours, () => new DirectStreamRead(work, queueDepth: 8)),
            new("native-one", () => new DirectStreamRead(work, queueDepth: 1)),
        ],
    };

    private static Scenario Cold(FileReadWork work) => new()
    {
        Name = $"file-cold-{work.Size.Name}",
        Topic = "Cold files, streamed",
        Unit = $"file of {work.Size.Name}",
        Expected = () => FileReadWorkload.Expected(work),
        Pace = Pace.Prepared,
        IsLong = true,
        GarbageBytesPerPassMax = GarbageBytesPerFile,
        Target = new Target { RatioMax = 1 / 0.95, RatioPeer = "c-file" },
        Peers =
        [
            new(Peer.Ours, () => new NativeStreamRead(work, ReadStrategy.Auto)),
            new("native-mapped", () => new NativeStreamRead(work, ReadStrategy.Mapped)),
            new("native-direct", () => new DirectStreamRead(work, queueDepth: 1)),
            new("native-ring", () => new DirectStreamRead(work, queueDepth: 8)),
            new("randomaccess", () => new RandomAccessRead(work)),
            new("filestream", () => new FileStreamRead(work)),
            new("mappedview", () => new MappedViewRead(work)),
        ],
    };
}
