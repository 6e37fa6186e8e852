using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>
/// A page <c>*-case-coverage.md</c> says which test shows which case, so every test that the last column of a table
/// names exists: <c>Class</c>, <c>Class.Method</c>, or <c>Method</c> of the first class that the page names. A fuzz
/// target may stand there too.
/// </summary>
internal sealed partial class CaseTableRule : TidyRule
{
    internal override string Id => "T9";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        RepositoryFile[] pages =
            [.. repository.Files.Where(static file => file.HasExtension("-case-coverage.md"))];
        if (pages.Length == 0)
        {
            return [];
        }

        ILookup<string, string> tests = repository.CSharpFiles
            .Where(static file => file.IsUnder("tests"))
            .SelectMany(static file => file.Nodes<MethodDeclarationSyntax>())
            .Where(IsTest)
            .ToLookup(
                static method => ((TypeDeclarationSyntax)method.Parent!).Identifier.ValueText,
                static method => method.Identifier.ValueText);
        HashSet<string> targets =
            [.. repository.CSharpFiles.Where(static file => file.IsUnder("fuzz")).Select(static file => file.Name)];
        return pages.SelectMany(page => Check(page, tests, targets));
    }

    private static bool IsTest(MethodDeclarationSyntax method)
    {
        return method.Parent is TypeDeclarationSyntax
            && method.AttributeLists.SelectMany(static list => list.Attributes)
                .Any(static attribute => attribute.Name.ToString() is "Fact" or "Theory" or "Property");
    }

    private static string? Problem(
        string name, string usualClass, ILookup<string, string> tests, HashSet<string> targets)
    {
        string[] parts = name.Split('.');
        string type = parts.Length == 1 && name.Contains('_', StringComparison.Ordinal) ? usualClass : parts[0];
        if (!tests.Contains(type))
        {
            return type == name && targets.Contains($"{type}.cs")
                ? null
                : $"no class {type} has tests, and no fuzz target has that name";
        }

        return type == name || tests[type].Contains(parts[^1]) ? null : $"{type} has no test {parts[^1]}";
    }

    private IEnumerable<Finding> Check(
        RepositoryFile page, ILookup<string, string> tests, HashSet<string> targets)
    {
        string usualClass = "";
        for (int index = 0; index < page.Lines.Length; index++)
        {
            string line = page.Lines[index].Trim();
            if (!line.StartsWith('|'))
            {
                string? named = Names().Match(line) is { Success: true } match ? match.Groups["name"].Value : null;
                usualClass = usualClass.Length == 0 ? named ?? "" : usualClass;
                continue;
            }

            string last = line.TrimEnd('|');
            last = last[(last.LastIndexOf('|') + 1)..];
            if (last.Trim().Length == 0)
            {
                yield return Found(page, index + 1, "the row does not say what shows its case");
            }

            foreach (Match match in Names().Matches(last))
            {
                string? problem = Problem(match.Groups["name"].Value, usualClass, tests, targets);
                if (problem is not null)
                {
                    yield return Found(page, index + 1, problem);
                }
            }
        }
    }

    /// <summary>Code spans that are the name of a class, of a method, or both.</summary>
    [GeneratedRegex(@"`(?<name>[A-Z]\w*(\.\w+)?)`")]
    private static partial Regex Names();
}
