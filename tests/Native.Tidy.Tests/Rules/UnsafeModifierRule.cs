using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>
/// <c>unsafe</c> never stands on a type, and on a method only when the caller must prove something, which its
/// documentation then lists under "Safety:". A field of pointer type needs the word and promises nothing.
/// </summary>
internal sealed class UnsafeModifierRule : SourceRule
{
    internal override string Id => "U2";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (MemberDeclarationSyntax member in file.Nodes<MemberDeclarationSyntax>()
            .Where(static member => member.Modifiers.Any(SyntaxKind.UnsafeKeyword)))
        {
            if (member is BaseTypeDeclarationSyntax)
            {
                yield return Found(file, file.LineOf(member), "no unsafe on a type; put it on blocks");
            }
            else if (member is not FieldDeclarationSyntax and not DelegateDeclarationSyntax
                && !HasSafetyDocumentation(member))
            {
                yield return Found(
                    file,
                    file.LineOf(member),
                    "unsafe on a member says that the caller must prove something: list it in its docs under"
                        + " \"Safety:\", or use an unsafe block");
            }
        }

        foreach (LocalFunctionStatementSyntax function in file.Nodes<LocalFunctionStatementSyntax>()
            .Where(static function => function.Modifiers.Any(SyntaxKind.UnsafeKeyword)))
        {
            yield return Found(file, file.LineOf(function), "no unsafe local function; use an unsafe block");
        }
    }

    private static bool HasSafetyDocumentation(SyntaxNode member)
    {
        return member.GetLeadingTrivia().Any(static trivia =>
            trivia.GetStructure() is DocumentationCommentTriviaSyntax documentation
            && documentation.ToFullString().Contains("Safety:", StringComparison.Ordinal));
    }
}
