using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>
/// A fuzz target is in the table, from which replay, smoke and the tests take what they run, and has seeds. The table
/// has a canary, which proves that the rig finds something.
/// </summary>
internal sealed class FuzzTargetRule : TidyRule
{
    internal const string Table = "fuzz/Native.Fuzz/FuzzTargets.cs";

    private const string Targets = "fuzz/Native.Fuzz/Targets";

    internal override string Id => "T4";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        RepositoryFile? table = repository.Find(Table);
        if (table is null)
        {
            yield break;
        }

        foreach (RepositoryFile file in repository.CSharpFiles
            .Where(static file => file.IsUnder(Targets) && IsTarget(file)))
        {
            string name = file.Name[..file.Name.IndexOf('.', StringComparison.Ordinal)];
            if (!table.Text.Contains($"nameof({name})", StringComparison.Ordinal))
            {
                yield return Found(file, 1, $"{name} has no row in {Table}, so nothing runs it");
            }

            if (!repository.Contains($"fuzz/Native.Fuzz/Corpora/{name}"))
            {
                yield return Found(file, 1, $"{name} has no seeds in Corpora/{name}");
            }
        }

        if (!table.Text.Contains("IsCanary: true", StringComparison.Ordinal))
        {
            yield return Found(table, 1, "no canary; nothing proves that the rig finds anything");
        }

        if (!repository.CSharpFiles.Any(static file => file.IsUnder("tests") && Uses(file, "FuzzTargets")))
        {
            yield return Found(table, 1, "no test replays and smokes the targets");
        }
    }

    private static bool IsTarget(RepositoryFile file)
    {
        return file.Nodes<MethodDeclarationSyntax>().Any(static method =>
            method.Identifier.ValueText == "Run"
            && method.ParameterList.Parameters.Count == 1
            && method.ParameterList.Parameters[0].Type?.ToString() == "ReadOnlySpan<byte>");
    }

    private static bool Uses(RepositoryFile file, string name)
    {
        return file.Nodes<IdentifierNameSyntax>().Any(identifier => identifier.Identifier.ValueText == name);
    }
}
