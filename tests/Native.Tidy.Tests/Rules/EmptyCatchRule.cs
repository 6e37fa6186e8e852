using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>A catch that does nothing says at least why nothing is to be done, and never catches everything.</summary>
internal sealed class EmptyCatchRule : SourceRule
{
    internal override string Id => "E5";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (CatchClauseSyntax clause in file.Nodes<CatchClauseSyntax>()
            .Where(static clause => clause.Block.Statements.Count == 0))
        {
            string? caught = clause.Declaration?.Type.ToString();
            bool hasReason = clause.Block.DescendantTrivia()
                .Any(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));
            if (!hasReason || (clause.Filter is null && caught is null or "Exception" or "System.Exception"))
            {
                yield return Found(file, file.LineOf(clause), "an empty catch; name the exception and the reason");
            }
        }
    }
}
