using Xunit;

namespace Native.Tidy.Tests;

public sealed class SuppressionRuleTests
{
    [Theory]
    [InlineData("A.cs", "\n#pragma warning disable CA1000\n", 2)]
    [InlineData("A.cs", "[SuppressMessage(\"a\", \"b\")]\nclass A;", 1)]
    [InlineData("A.csproj", "<Project>\n<NoWarn>CA1</NoWarn>\n</Project>", 2)]
    public void Check_NoReason_IsFound(string name, string text, int line)
    {
        RuleAssert.Finds<SuppressionRule>("src/A/" + name, text, line);
    }

    [Theory]
    [InlineData("A.cs", "// It is so on purpose.\n#pragma warning disable CA1000\n#pragma warning restore CA1000")]
    [InlineData("A.cs", "#pragma warning disable CA1000 // It is so on purpose.\n")]
    [InlineData("A.cs", "[SuppressMessage(\"a\", \"b\", Justification = \"c\")]\nclass A;")]
    [InlineData("A.csproj", "<Project>\n<!-- It is so on purpose. -->\n<NoWarn>CA1</NoWarn>\n</Project>")]
    public void Check_Reason_IsAccepted(string name, string text)
    {
        RuleAssert.Accepts<SuppressionRule>("src/A/" + name, text);
    }
}
