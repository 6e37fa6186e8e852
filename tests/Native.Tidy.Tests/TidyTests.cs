using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Native.Tidy.Tests;

/// <summary>Every rule of STYLE.md that is marked [T], over the repository's own files.</summary>
public sealed class TidyTests
{
    public static TheoryData<string> RuleNames => [.. TidyRules.All.Select(static rule => rule.GetType().Name)];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Repository_EveryRule_IsKept(string ruleName)
    {
        TidyRule rule = TidyRules.All.Single(rule => rule.GetType().Name == ruleName);
        Finding[] findings = [.. rule.Check(Repository.Current).Where(static found => !TidyExceptions.Excuse(found))];
        Assert.True(
            findings.Length == 0,
            $"{findings.Length} findings; STYLE.md explains {rule.Id}:\n" + string.Join<Finding>('\n', findings));
    }

    [Fact]
    public void Repository_Files_AreFound()
    {
        Assert.NotNull(Repository.Current.Find("src/ChunkedBuffer/ChunkedBuffer.csproj"));
        Assert.NotNull(Repository.Current.Find("tests/Native.Tidy.Tests/TidyTests.cs"));
        Assert.DoesNotContain(
            Repository.Current.Files,
            static file => file.Path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void Exceptions_EveryEntry_StillExcusesSomething()
    {
        IEnumerable<Finding> findings = TidyRules.All.SelectMany(static rule => rule.Check(Repository.Current));
        HashSet<(string, string)> found = [.. findings.Select(static finding => (finding.Rule, finding.Path))];
        Assert.All(TidyExceptions.All, entry =>
        {
            Assert.Contains((entry.Rule, entry.Path), found);
            Assert.True(entry.Reason.Length > 20, $"{entry.Path}: give a reason");
        });
    }

    [Fact]
    public void Style_EveryRuleId_IsInStyleMd()
    {
        string style = Repository.Current.Find("STYLE.md")?.Text ?? "";
        Assert.All(TidyRules.All, rule => Assert.Contains($"- {rule.Id} ", style, StringComparison.Ordinal));
    }
}
