using Xunit;

namespace Native.Tidy.Tests;

public sealed class TestNameRuleTests
{
    private const string TestPath = "tests/Things.Tests/ThingTests.cs";

    [Theory]
    [InlineData("[Fact]\npublic void Works() { }", 3)]
    [InlineData("[Fact]\npublic void Take_Works() { }", 3)]
    [InlineData("[Theory, InlineData(1)]\npublic void Take__Works(int a) { }", 3)]
    [InlineData("[Fact(Skip = \"later\")]\npublic void Take_Empty_Throws() { }", 2)]
    [InlineData("[Fact]\npublic void Take_Empty_Throws() => Assert.Skip(\"later\");", 3)]
    public void Check_OtherNameOrSkip_IsFound(string test, int line)
    {
        RuleAssert.Finds<TestNameRule>(TestPath, "class ThingTests {\n" + test + " }", line);
    }

    [Theory]
    [InlineData("[Fact]\npublic void Take_Empty_Throws() { }")]
    [InlineData("public void Helps() { }")]
    public void Check_GoodNameOrNoTest_IsAccepted(string test)
    {
        RuleAssert.Accepts<TestNameRule>(TestPath, "class ThingTests {\n" + test + " }");
    }
}
