using System;
using System.Collections.Generic;
using System.IO;

namespace Native.Benchmarks;

/// <summary>DirectoryInfo.EnumerateFiles, which has no order: everything is kept and sorted.</summary>
internal sealed class EnumeratedList(ListWork work) : Workload
{
    private readonly string _folder = Path.GetFullPath(work.Folder());

    public override Outcome Pass()
    {
        List<(string Key, long Length)> found = [];
        foreach (FileInfo file in new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            found.Add((file.FullName[(_folder.Length + 1)..], file.Length));
        }

        found.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        ulong hash = 0;
        ulong checksum = 0;
        foreach ((string key, long length) in found)
        {
            hash = ListHash.Next(hash, key, length);
            checksum += hash;
        }

        return new Outcome(found.Count, found.Count, checksum);
    }
}
