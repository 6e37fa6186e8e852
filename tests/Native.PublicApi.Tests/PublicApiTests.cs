using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Native.PublicApi.Tests;

/// <summary>
/// Each package's public API is kept as text. A change shows up as a difference that somebody has to approve: run these
/// tests with NATIVE_UPDATE_API=1, read the difference, describe it in CHANGELOG.md and set the mark there.
/// </summary>
public sealed class PublicApiTests
{
    private const string UpdateVariable = "NATIVE_UPDATE_API";

    public static TheoryData<string> Packages =>
        [.. Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(static path => Path.GetFileNameWithoutExtension(path))];

    private static string Root => RepositoryRoot.Path;

    private static bool IsUpdate => Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    [Theory]
    [MemberData(nameof(Packages))]
    public void Snapshot_PublicApi_IsUnchanged(string package)
    {
        string actual = ApiText.Render(Assembly.Load(package));
        string path = SnapshotPath(package);
        if (IsUpdate)
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing; run the tests with {UpdateVariable}=1");
        string[] expected = File.ReadAllLines(path);
        string[] lines = actual.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> removed = Difference(expected, lines).Select(static line => "- " + line.Trim());
        IEnumerable<string> added = Difference(lines, expected).Select(static line => "+ " + line.Trim());
        Assert.True(
            expected.SequenceEqual(lines),
            $"The public API of {package} changed:\n{string.Join('\n', removed.Concat(added))}\n"
                + $"If that is meant, run the tests with {UpdateVariable}=1 and describe it in CHANGELOG.md.");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Changelog_PublicApi_IsTheOneItDescribes(string package)
    {
        string mark = Mark(package);
        Assert.True(
            File.ReadAllText(Path.Combine(Root, "CHANGELOG.md")).Contains(mark, StringComparison.Ordinal),
            $"The public API of {package} is not the one that CHANGELOG.md speaks of. Describe the change there, under"
                + $" Unreleased, and then set the mark at its end to\n{mark}");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Assembly_PublicTypes_AreInTheRootNamespace(string package)
    {
        Type[] types = Assembly.Load(package).GetExportedTypes();
        Assert.NotEmpty(types);
        _ = Assert.Single(types.Select(static type => type.Namespace).Distinct());
    }

    private static string Mark(string package)
    {
        string text = File.Exists(SnapshotPath(package)) ? File.ReadAllText(SnapshotPath(package)) : "";
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        return $"<!-- public API of {package}: {hash} -->";
    }

    /// <summary>The lines that <paramref name="first"/> has more often than <paramref name="second"/>.</summary>
    private static List<string> Difference(string[] first, string[] second)
    {
        List<string> rest = [.. first];
        foreach (string line in second)
        {
            _ = rest.Remove(line);
        }

        return rest;
    }

    private static string SnapshotPath(string package)
    {
        return Path.Combine(Root, "tests", "Native.PublicApi.Tests", "PublicApi", package + ".txt");
    }
}
