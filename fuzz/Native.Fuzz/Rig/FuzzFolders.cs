using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Native.Fuzz.Rig;

/// <summary>
/// Where a target's seeds, dictionary and past findings are: beside the program, copied there by the build.
/// </summary>
public static class FuzzFolders
{
    private static string Root => AppContext.BaseDirectory;

    /// <summary>The seed inputs of a target, in a fixed order.</summary>
    public static IReadOnlyList<string> Seeds(FuzzTarget target) => Files(Path.Combine(Root, "Corpora", target.Name));

    /// <summary>The inputs that once failed, in a fixed order.</summary>
    public static IReadOnlyList<string> Regressions(FuzzTarget target) =>
        Files(Path.Combine(Root, "Regressions", target.Name));

    /// <summary>The words of a target's dictionary; none when it has no dictionary.</summary>
    public static IReadOnlyList<byte[]> Dictionary(FuzzTarget target)
    {
        string path = Path.Combine(Root, "Corpora", target.Name + ".dict");
        return File.Exists(path) ? FuzzDictionary.Parse(File.ReadLines(path)) : [];
    }

    private static string[] Files(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).OrderBy(path => path, StringComparer.Ordinal)]
            : [];
}
