using System.Collections.Generic;
using System.IO;

namespace Native.Benchmarks;

/// <summary>A peer that reads all small files.</summary>
internal abstract class ManyFileWorkload(ManyFileWork work) : Workload
{
    private readonly IReadOnlyList<string> _paths = work.Files.SmallFilePaths();

    protected int RootLength { get; } = work.Root.Length;

    protected string Root { get; } = work.Root;

    protected bool WalksFolders => work.WalksFolders;

    /// <summary>The list, or an enumeration that finds the files.</summary>
    protected IEnumerable<string> Paths => work.WalksFolders ? work.Find() : _paths;

    public sealed override void Prepare()
    {
        if (work.IsCold)
        {
            work.Files.DropCaches(_paths);
        }
    }

    public static Outcome Expected(ManyFileWork work)
    {
        long files = 0;
        long bytes = 0;
        ulong checksum = 0;
        int rootLength = work.Root.Length;
        foreach (string path in work.Files.SmallFilePaths())
        {
            byte[] content = File.ReadAllBytes(path);
            files++;
            bytes += content.Length;
            checksum += SmallFileHash.Of(path, rootLength, content);
        }

        return new Outcome(files, bytes, checksum);
    }
}
