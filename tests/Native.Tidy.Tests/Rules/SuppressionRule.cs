using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>A suppressed warning has its reason on the same line or the line above.</summary>
internal sealed class SuppressionRule : TidyRule
{
    internal override string Id => "G3";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files)
        {
            IEnumerable<Finding> findings = file.IsCSharp ? CheckSource(file)
                : file.IsProject || file.HasExtension(".props") || file.HasExtension(".targets") ? CheckProject(file)
                : [];
            foreach (Finding finding in findings)
            {
                yield return finding;
            }
        }
    }

    private static string LineAbove(RepositoryFile file, int line)
    {
        return line < 2 ? "" : file.Lines[line - 2].Trim();
    }

    private IEnumerable<Finding> CheckSource(RepositoryFile file)
    {
        foreach (PragmaWarningDirectiveTriviaSyntax pragma in file.Root.DescendantNodes(descendIntoTrivia: true)
            .OfType<PragmaWarningDirectiveTriviaSyntax>()
            .Where(static pragma => pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)))
        {
            int line = file.LineOf(pragma);
            bool hasReason = file.Lines[line - 1].Contains("//", StringComparison.Ordinal)
                || LineAbove(file, line).StartsWith("//", StringComparison.Ordinal);
            if (!hasReason)
            {
                yield return Found(file, line, "a suppression has its reason next to it");
            }
        }

        foreach (AttributeSyntax attribute in file.Nodes<AttributeSyntax>()
            .Where(static attribute => attribute.Name.ToString().EndsWith("SuppressMessage", StringComparison.Ordinal)))
        {
            if (attribute.ArgumentList?.ToString().Contains("Justification", StringComparison.Ordinal) != true)
            {
                yield return Found(file, file.LineOf(attribute), "a suppression has its Justification");
            }
        }
    }

    private IEnumerable<Finding> CheckProject(RepositoryFile file)
    {
        for (int i = 0; i < file.Lines.Length; i++)
        {
            if (file.Lines[i].Contains("<NoWarn>", StringComparison.Ordinal)
                && !LineAbove(file, i + 1).EndsWith("-->", StringComparison.Ordinal))
            {
                yield return Found(file, i + 1, "a suppression has its reason in a comment above it");
            }
        }
    }
}
