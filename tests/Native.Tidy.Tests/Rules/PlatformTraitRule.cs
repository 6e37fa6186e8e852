using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>
/// The trait <c>Platform</c> takes a test out of the run on other systems, so it may say "linux" only, whose run leaves
/// nothing out, and has its reason in a comment above it.
/// </summary>
internal sealed class PlatformTraitRule : SourceRule
{
    private const string Trait = "\"Platform\"";
    private const string Reason = "// Platform: ";

    internal override string Id => "T8";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (AttributeSyntax attribute in file.Nodes<AttributeSyntax>()
            .Where(static attribute => attribute.Name.ToString() is "Trait"))
        {
            string[] arguments =
                [.. attribute.ArgumentList?.Arguments.Select(static argument => argument.ToString()) ?? []];
            if (arguments.Length != 2 || arguments[0] != Trait)
            {
                continue;
            }

            int line = file.LineOf(attribute);
            if (arguments[1] != "\"linux\"")
            {
                yield return Found(file, line, $"{arguments[1]}: only the run on Linux runs everything");
            }

            string above = line < 2 ? "" : file.Lines[line - 2].Trim();
            if (!above.StartsWith(Reason, StringComparison.Ordinal) || above.Length < Reason.Length + 5)
            {
                yield return Found(file, line, $"say above it what of Linux the test needs: {Reason}...");
            }
        }
    }
}
