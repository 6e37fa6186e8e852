using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Native.Tidy.Tests;

/// <summary>An open end names its issue, nothing broken lands, and code that is switched off is deleted.</summary>
internal sealed partial class CommentRule : SourceRule
{
    internal override string Id => "C4";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (SyntaxTrivia trivia in file.Root.DescendantTrivia(descendIntoTrivia: false).Where(IsComment))
        {
            string text = trivia.ToString();
            int line = file.LineOf(trivia);
            if (OpenEnd().IsMatch(text))
            {
                yield return Found(file, line, "write TODO(#12), with the number of the issue");
            }

            if (Broken().IsMatch(text))
            {
                yield return Found(file, line, "what is known to be broken does not land");
            }

            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && CodeLine().IsMatch(text))
            {
                yield return Found(file, line, "delete code instead of commenting it out");
            }
        }
    }

    private static bool IsComment(SyntaxTrivia trivia)
    {
        return trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;
    }

    [GeneratedRegex(@"\bTODO\b(?!\(#\d+\))")]
    private static partial Regex OpenEnd();

    [GeneratedRegex(@"\b(FIXME|XXX|HACK)\b")]
    private static partial Regex Broken();

    // A statement: it ends with a semicolon and has an assignment, a call or a keyword; or it is a lone brace.
    [GeneratedRegex(
        @"^//\s*([{}]|(var|return|if|for|foreach|while|using|throw|await)\b.*[;{]"
        + @"|[\w.\[\]]+(\(.*\)| [-+*/|&^]?= .*);)\s*$")]
    private static partial Regex CodeLine();
}
