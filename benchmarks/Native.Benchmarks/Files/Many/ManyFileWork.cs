using System.Collections.Generic;
using System.IO;

namespace Native.Benchmarks;

/// <summary>Ten thousand small files: read from a list, or found first.</summary>
internal sealed record ManyFileWork(FileWorkspace Files, bool WalksFolders, bool IsCold)
{
    public string Root => Files.SmallFiles();

    public IEnumerable<string> Find() => WalksFolders
        ? Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        : Files.SmallFilePaths();
}
