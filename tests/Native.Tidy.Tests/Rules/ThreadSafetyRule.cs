using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>The documentation of a public type says on which threads it may be used.</summary>
internal sealed class ThreadSafetyRule : TidyRule
{
    internal override string Id => "C2";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        IEnumerable<IGrouping<(string Folder, string Name), (RepositoryFile File, TypeDeclarationSyntax Type)>> types =
            from file in repository.CSharpFiles
            where file.IsUnder("src")
            from type in file.TopLevelTypes().OfType<TypeDeclarationSyntax>()
            group (file, type) by (string.Join('/', file.Folder.Split('/').Take(2)), type.Identifier.ValueText);
        foreach (var parts in types)
        {
            bool isPublic = parts.Any(static part => part.Type.Modifiers.Any(SyntaxKind.PublicKeyword));
            if (isPublic && !parts.Any(static part => SaysThread(part.Type)))
            {
                (RepositoryFile file, TypeDeclarationSyntax type) = parts.First();
                yield return Found(
                    file,
                    file.LineOf(type),
                    $"the documentation of {parts.Key.Name} says nothing about threads");
            }
        }
    }

    private static bool SaysThread(TypeDeclarationSyntax type)
    {
        return type.GetLeadingTrivia().Any(static trivia =>
            trivia.GetStructure() is DocumentationCommentTriviaSyntax documentation
            && documentation.ToFullString().Contains("thread", StringComparison.OrdinalIgnoreCase));
    }
}
