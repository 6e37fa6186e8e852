using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

internal sealed class MethodLengthRule : SourceRule
{
    private const int LinesMax = 60;

    internal override string Id => "S2";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (SyntaxNode node in file.Nodes<SyntaxNode>())
        {
            SyntaxNode? body = Body(node);
            if (body is not null)
            {
                // Attributes may be long, as in a theory with many cases, and are not the method's length.
                SyntaxToken first = node.ChildNodesAndTokens()
                    .First(static child => !child.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.AttributeList))
                    .FirstToken();
                int lines = file.LineCount(first, body);
                if (lines > LinesMax)
                {
                    yield return Found(file, file.LineOf(first), $"a method of {lines} lines; {LinesMax} at most");
                }
            }
        }
    }

    private static SyntaxNode? Body(SyntaxNode node)
    {
        return node switch
        {
            BaseMethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody,
            LocalFunctionStatementSyntax function => (SyntaxNode?)function.Body ?? function.ExpressionBody,
            AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody,
            PropertyDeclarationSyntax property => property.ExpressionBody,
            _ => null,
        };
    }
}
