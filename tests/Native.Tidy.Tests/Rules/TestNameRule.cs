using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>A test is named <c>Subject_Condition_Outcome</c> and is never skipped.</summary>
internal sealed class TestNameRule : SourceRule
{
    internal override string Id => "T1";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        if (!file.IsUnder("tests"))
        {
            yield break;
        }

        foreach (MethodDeclarationSyntax method in file.Nodes<MethodDeclarationSyntax>())
        {
            AttributeSyntax? test = method.AttributeLists.SelectMany(static list => list.Attributes)
                .FirstOrDefault(static attribute => attribute.Name.ToString() is "Fact" or "Theory" or "Property");
            if (test is null)
            {
                continue;
            }

            string name = method.Identifier.ValueText;
            if (name.Split('_').Length < 3 || name.Split('_').Any(static part => part.Length == 0))
            {
                yield return Found(file, file.LineOf(method.Identifier), $"{name}: name it Subject_Condition_Outcome");
            }

            if (test.ArgumentList?.Arguments.Any(static argument =>
                argument.NameEquals?.Name.ToString() is "Skip" or "SkipWhen" or "SkipUnless") == true)
            {
                yield return Found(file, file.LineOf(test), $"{name} is skipped; make it run or delete it");
            }
        }

        foreach (MemberAccessExpressionSyntax access in file.Nodes<MemberAccessExpressionSyntax>())
        {
            if (access.Expression.ToString() == "Assert"
                && access.Name.Identifier.ValueText.StartsWith("Skip", StringComparison.Ordinal))
            {
                yield return Found(file, file.LineOf(access), "a test runs everywhere or does not exist");
            }
        }
    }
}
