using Xunit;

namespace Native.Tidy.Tests;

public sealed class MarkdownRuleTests
{
    private const string Other = "# Other page\n\n## What's `new` here?\n";

    [Theory]
    [InlineData("[a](missing.md)")]
    [InlineData("[a](../docs/other.md#nothing)")]
    [InlineData("[a](#nothing)")]
    [InlineData("![a](picture.svg \"title\")")]
    [InlineData("[a]: missing.md")]
    public void Check_BrokenLink_IsFound(string line)
    {
        Finding finding = Assert.Single(RuleAssert.Check<MarkdownRule>(
            ("docs/page.md", "# Page\n" + line + "\n"), ("docs/other.md", Other)));
        Assert.Equal(("docs/page.md", 2), (finding.Path, finding.Line));
    }

    [Theory]
    [InlineData("[a](other.md)")]
    [InlineData("[a](../docs/other.md#whats-new-here)")]
    [InlineData("[a](#page) and [b](./other.md#other-page \"title\")")]
    [InlineData("[a](../docs) and [b](/docs/other.md)")]
    [InlineData("[a](https://example.org/missing.md)")]
    [InlineData("`[a](missing.md)`")]
    [InlineData("```\n[a](missing.md)\n# no title\n```")]
    public void Check_GoodLink_IsAccepted(string line)
    {
        Assert.Empty(RuleAssert.Check<MarkdownRule>(
            ("docs/page.md", "# Page\n" + line + "\n"), ("docs/other.md", Other)));
    }

    [Theory]
    [InlineData("No title\n")]
    [InlineData("# One\n# Two\n")]
    public void Check_NotOneTitle_IsFound(string text)
    {
        RuleAssert.Finds<MarkdownRule>("docs/page.md", text, 1);
    }
}
