using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Native.Benchmarks;

/// <summary>A hundred thousand objects without bytes: in a hundred folders, or all in one.</summary>
internal sealed record ListWork(FileWorkspace Files, bool HasFolders)
{
    private const int FolderLength = 1000;

    public int Count => Files.IsSmall ? 2100 : 100_000;

    /// <summary>Gets the folder, made when it is first needed, and kept.</summary>
    public string Folder()
    {
        string folder = Path.Combine(Files.Folder, "storage", HasFolders ? "list-folders" : "list-flat");
        string marker = folder + "-is-complete";
        if (!File.Exists(marker))
        {
            foreach (string key in Keys())
            {
                string path = Path.Combine(folder, key);
                if (!HasFolders || key.EndsWith("000", System.StringComparison.Ordinal))
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                }

                File.WriteAllBytes(path, []);
            }

            File.WriteAllText(marker, "");
        }

        return folder;
    }

    public Outcome Expected()
    {
        ulong checksum = 0;
        ulong previous = 0;
        foreach (string key in Keys())
        {
            previous = ListHash.Next(previous, key, length: 0);
            checksum += previous;
        }

        return new Outcome(Count, Count, checksum);
    }

    /// <summary>The keys in their order.</summary>
    private IEnumerable<string> Keys()
    {
        for (int index = 0; index < Count; index++)
        {
            string name = index.ToString("000000", CultureInfo.InvariantCulture);
            yield return HasFolders ? $"{index / FolderLength:000}/{name}" : name;
        }
    }
}
