using Microsoft.CodeAnalysis;

namespace Native.Tidy.Tests;

internal static class SyntaxNodeOrTokenTokens
{
    internal static SyntaxToken FirstToken(this SyntaxNodeOrToken nodeOrToken)
    {
        return nodeOrToken.IsToken ? nodeOrToken.AsToken() : nodeOrToken.AsNode()!.GetFirstToken();
    }
}
