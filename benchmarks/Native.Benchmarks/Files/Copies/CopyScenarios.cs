using System.Collections.Generic;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>A cached file of 256 MiB copied to a new one, in the same folder and to a file system in memory.</summary>
internal static class CopyScenarios
{
    /// <summary>The objects of the two files that a copy opens, rounded up.</summary>
    private const long GarbageBytesPerCopy = 4096;

    public static IEnumerable<Scenario> All(FileWorkspace files)
    {
        yield return Create("file-copy-same", files, files.Folder);
        yield return Create("file-copy-memory", files, files.MemoryFolder);
    }

    private static Scenario Create(string name, FileWorkspace files, string folder)
    {
        string Source() => files.Sequential(FileSize.Everyday[^1]);
        long length = files.LengthOf(FileSize.Everyday[^1]);
        return new Scenario
        {
            Name = name,
            Topic = "Copies of 256 MiB",
            Unit = "copy of 256 MiB",
            Expected = () => new Outcome(1, length, (ulong)length),
            Pace = Pace.Prepared,
            IsHeadline = name == "file-copy-same",
            GarbageBytesPerPassMax = GarbageBytesPerCopy,
            Target = new Target
            {
                RatioMax = 1 / 0.95,
                RatioPeer = "cp",
                And = new Target { RatioMax = 1 / 0.95, RatioPeer = "file.copy" },
            },
            Peers =
            [
                new(Peer.Ours, () => new NativeCopy(Source(), folder, "native", TransferPath.All)),
                new(
                    "native-range",
                    () => new NativeCopy(Source(), folder, "native-range", TransferPath.CopyRange)),
                new("native-splice", () => new NativeCopy(Source(), folder, "native-splice", TransferPath.Splice)),
                new("file.copy", () => new FrameworkCopy(Source(), folder)),
            ],
        };
    }
}
