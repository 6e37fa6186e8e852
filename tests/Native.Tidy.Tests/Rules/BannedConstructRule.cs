using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>
/// What BannedSymbols.txt cannot say: fixed buffers, stack memory that is unbounded or grows in a loop, reflection, and
/// operating system checks outside the selector.
/// </summary>
internal sealed class BannedConstructRule : SourceRule
{
    private const int StackBytesMax = 1024;

    internal override string Id => "U6";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        return file.IsUnder("src") ? StackMemory(file).Concat(Others(file)) : StackMemory(file);
    }

    private IEnumerable<Finding> StackMemory(RepositoryFile file)
    {
        foreach (StackAllocArrayCreationExpressionSyntax allocation in
            file.Nodes<StackAllocArrayCreationExpressionSyntax>())
        {
            bool inLoop = allocation.Ancestors()
                .TakeWhile(static node => node is not (BaseMethodDeclarationSyntax or AnonymousFunctionExpressionSyntax
                    or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
                .Any(static node => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax
                    or DoStatementSyntax);
            if (inLoop)
            {
                yield return Found(file, file.LineOf(allocation), "no stackalloc in a loop; it is never given back");
            }

            ExpressionSyntax? size = (allocation.Type as ArrayTypeSyntax)?.RankSpecifiers[0].Sizes[0];
            if (size is LiteralExpressionSyntax literal
                && long.TryParse(literal.Token.ValueText, CultureInfo.InvariantCulture, out long count)
                && count > StackBytesMax)
            {
                yield return Found(file, file.LineOf(allocation), $"stackalloc of {count}; {StackBytesMax} at most");
            }
        }
    }

    private IEnumerable<Finding> Others(RepositoryFile file)
    {
        foreach (FieldDeclarationSyntax field in file.Nodes<FieldDeclarationSyntax>()
            .Where(static field => field.Modifiers.Any(SyntaxKind.FixedKeyword)))
        {
            yield return Found(file, file.LineOf(field), "no fixed buffer; use an inline array");
        }

        foreach (UsingDirectiveSyntax directive in file.Nodes<UsingDirectiveSyntax>()
            .Where(static directive => directive.Name?.ToString() == "System.Reflection"))
        {
            yield return Found(file, file.LineOf(directive), "no reflection in a package");
        }

        if (file.Name == "PlatformSelector.cs")
        {
            yield break;
        }

        foreach (MemberAccessExpressionSyntax access in file.Nodes<MemberAccessExpressionSyntax>()
            .Where(static access => access.Expression.ToString() is "OperatingSystem" or "System.OperatingSystem"
                && access.Name.Identifier.ValueText.StartsWith("Is", StringComparison.Ordinal)))
        {
            yield return Found(file, file.LineOf(access), $"{access} only in PlatformSelector.cs (P2)");
        }
    }
}
