using Xunit;

namespace Native.Tidy.Tests;

public sealed class ThreadSafetyRuleTests
{
    [Fact]
    public void Check_NothingAboutThreads_IsFound()
    {
        RuleAssert.Finds<ThreadSafetyRule>(RuleAssert.ProductPath, "/// <summary>A.</summary>\npublic class Thing;", 2);
    }

    [Theory]
    [InlineData("/// <summary>A. Thread safety: immutable.</summary>\npublic class Thing;")]
    [InlineData("internal class Thing;")]
    [InlineData("public enum Kind { A }")]
    public void Check_SaidOrNotPublic_IsAccepted(string code)
    {
        RuleAssert.Accepts<ThreadSafetyRule>(RuleAssert.ProductPath, code);
    }

    [Fact]
    public void Check_SaidInAnotherPart_IsAccepted()
    {
        Assert.Empty(RuleAssert.Check<ThreadSafetyRule>(
            ("src/A/B/Thing.cs", "public partial class Thing;"),
            ("src/A/B/Thing.Concern.cs", "/// <summary>Not thread-safe.</summary>\npartial class Thing;")));
    }
}
