using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>Right above each unsafe block stands a comment that begins with "SAFETY:".</summary>
internal sealed class SafetyCommentRule : SourceRule
{
    private const int LinesMax = 25;

    internal override string Id => "U3";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (UnsafeStatementSyntax block in file.Nodes<UnsafeStatementSyntax>())
        {
            int line = file.LineOf(block.UnsafeKeyword);
            if (!HasSafetyComment(file, line))
            {
                yield return Found(file, line, "say why it is safe: // SAFETY: ... right above the unsafe block");
            }

            int lines = file.LineCount(block.UnsafeKeyword, block);
            if (lines > LinesMax)
            {
                yield return Found(file, line, $"an unsafe block of {lines} lines; {LinesMax} at most");
            }
        }
    }

    private static bool HasSafetyComment(RepositoryFile file, int line)
    {
        // Lines are counted from one, so line - 2 is the index of the line above.
        for (int i = line - 2; i >= 0; i--)
        {
            string text = file.Lines[i].Trim();
            if (!text.StartsWith("//", StringComparison.Ordinal))
            {
                return false;
            }

            if (text.StartsWith("// SAFETY:", StringComparison.Ordinal))
            {
                return text.Length > "// SAFETY:".Length + 10;
            }
        }

        return false;
    }
}
