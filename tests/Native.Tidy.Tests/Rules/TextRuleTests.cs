using Xunit;

namespace Native.Tidy.Tests;

public sealed class TextRuleTests
{
    [Theory]
    [InlineData("eng/a.sh", "a\r\n", 1)]
    [InlineData("eng/a.sh", "a\nb", 2)]
    [InlineData("src/A.cs", "\n\tint a;\n", 2)]
    [InlineData("docs/a.md", "a\n/wor" + "k/main\n", 2)]
    [InlineData("docs/a.md", "/tm" + "p/wt/a\n", 1)]
    public void Check_ForeignText_IsFound(string path, string text, int line)
    {
        RuleAssert.Finds<TextRule>(path, text, line);
    }

    [Theory]
    [InlineData("eng/a.sh", "")]
    [InlineData("eng/a.sh", "\tls /tmp\n")]
    public void Check_PlainText_IsAccepted(string path, string text)
    {
        RuleAssert.Accepts<TextRule>(path, text);
    }
}
