using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>No regions, and no conditional code but for DEBUG, which may inject faults.</summary>
internal sealed class DirectiveRule : SourceRule
{
    internal override string Id => "S3";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (DirectiveTriviaSyntax directive in file.Root.DescendantNodes(descendIntoTrivia: true)
            .OfType<DirectiveTriviaSyntax>())
        {
            string? message = directive switch
            {
                RegionDirectiveTriviaSyntax => "no #region; split the type by concern",
                IfDirectiveTriviaSyntax condition when condition.Condition.ToString() != "DEBUG" =>
                    $"no #if {condition.Condition}; decide at run time, in PlatformSelector.cs",
                ElifDirectiveTriviaSyntax => "no #elif; decide at run time",
                _ => null,
            };
            if (message is not null)
            {
                yield return Found(file, file.LineOf(directive), message);
            }
        }
    }
}
