using System;
using System.Collections.Generic;
using System.IO;

namespace Native.Fuzz.Instrumentation;

/// <summary>Makes an instrumented copy of a build's output folder.</summary>
internal static class OutputInstrumenter
{
    private const string TargetNamespace = "Native.Fuzz.Targets.";

    // The product and the sample parsers whole; of the fuzz program only the targets, not the rig that runs them.
    private static readonly Dictionary<string, Func<string, bool>> Assemblies = new(StringComparer.Ordinal)
    {
        ["ChunkedBuffer.dll"] = static _ => true,
        ["NativeIo.dll"] = static _ => true,
        ["Native.Samples.dll"] = static _ => true,
        ["Native.Fuzz.dll"] = static type => type.StartsWith(TargetNamespace, StringComparison.Ordinal),
    };

    /// <summary>
    /// Copies the folder and instruments what is known in it; each result is an assembly and its blocks.
    /// </summary>
    public static IReadOnlyList<(string Assembly, int BlockCount)> CopyAndInstrument(string source, string destination)
    {
        foreach (string path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(destination, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy, overwrite: true);
        }

        var counts = new List<(string Assembly, int BlockCount)>();
        foreach ((string name, Func<string, bool> isIncluded) in Assemblies)
        {
            string path = Path.Combine(destination, name);
            if (File.Exists(path))
            {
                counts.Add((name, AssemblyInstrumenter.Instrument(path, isIncluded)));
            }
        }

        return counts;
    }
}
