using System;
using System.Collections.Generic;
using System.Linq;

namespace Native.Tidy.Tests;

/// <summary>
/// Tests mirror the sources: what <c>src/Package/Topic/Type.cs</c> does is tested in
/// <c>tests/Package.Tests/Topic/TypeTests.cs</c> or <c>TypeTests.Concern.cs</c>, and nowhere else. The same goes for
/// tools, fuzz targets, benchmarks and the test kit.
/// </summary>
internal sealed class TestMirrorRule : TidyRule
{
    internal override string Id => "T1";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        Dictionary<(string Package, string Type), HashSet<string>> topics = [];
        foreach (RepositoryFile file in repository.CSharpFiles)
        {
            (string package, string topic) = Split(file.Folder);
            if (package.EndsWith(".Tests", StringComparison.Ordinal))
            {
                continue;
            }

            (string, string) key = (package, Subject(file));
            if (!topics.TryGetValue(key, out HashSet<string>? folders))
            {
                topics[key] = folders = [];
            }

            _ = folders.Add(topic);
        }

        foreach (RepositoryFile file in repository.CSharpFiles.Where(static file => file.IsUnder("tests")))
        {
            (string project, string topic) = Split(file.Folder);
            string subject = Subject(file);
            if (!project.EndsWith(".Tests", StringComparison.Ordinal)
                || !subject.EndsWith("Tests", StringComparison.Ordinal))
            {
                continue;
            }

            (string, string) key = (project[..^".Tests".Length], subject[..^"Tests".Length]);
            if (topics.TryGetValue(key, out HashSet<string>? expected) && !expected.Contains(topic))
            {
                yield return Found(file, 1, $"{key.Item2} is in the folder {expected.First()}; put its tests there");
            }
        }
    }

    /// <summary>The type's name: the file's name up to its first dot or type parameter.</summary>
    private static string Subject(RepositoryFile file)
    {
        return file.Name[..file.Name.IndexOfAny(['.', '{'])];
    }

    private static (string Project, string Topic) Split(string folder)
    {
        string[] parts = folder.Split('/', 3);
        return (parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "");
    }
}
