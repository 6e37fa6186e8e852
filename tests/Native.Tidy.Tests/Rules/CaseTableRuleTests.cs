using Xunit;

namespace Native.Tidy.Tests;

public sealed class CaseTableRuleTests
{
    private const string PagePath = "docs/design/0009-case-coverage.md";

    private const string Tests = """
        public sealed partial class ThingTests
        {
            [Fact]
            public void Take_All_IsEmpty() { }

            [Theory]
            public void Take_None_IsFull() { }

            public void Take_Nothing_IsNoTest() { }
        }

        public sealed class OtherTests
        {
            [Fact]
            public void Give_One_IsThere() { }
        }

        public sealed class NotOneTest
        {
        }
        """;

    [Theory]
    [InlineData("`Take_Some_IsHalf`")]
    [InlineData("`ThingTests.Give_One_IsThere`")]
    [InlineData("`Take_All_IsEmpty`, `Give_One_IsThere`")]
    [InlineData("`Take_Nothing_IsNoTest`")]
    [InlineData("`MissingTests`")]
    [InlineData("`MissingTests.Take_All_IsEmpty`")]
    [InlineData("`NotOneTest`")]
    [InlineData("`ThingProgram.Take_All_IsEmpty`")]
    [InlineData("")]
    public void Check_TestThatIsMissing_IsFound(string cell)
    {
        Finding finding = Assert.Single(Check(cell));
        Assert.Equal((PagePath, 7), (finding.Path, finding.Line));
    }

    [Theory]
    [InlineData("`Take_All_IsEmpty`, `ThingTests.Take_None_IsFull`")]
    [InlineData("`OtherTests.Give_One_IsThere` (a million; eight with `NATIVE_LONG=1`)")]
    [InlineData("`OtherTests`, fuzz target `ThingProgram`")]
    [InlineData("not ours")]
    public void Check_TestsThatAreThere_AreAccepted(string cell)
    {
        Assert.Empty(Check(cell));
    }

    [Fact]
    public void Check_OtherPage_IsNotLookedAt()
    {
        Assert.Empty(RuleAssert.Check<CaseTableRule>(("docs/page.md", "| a | `MissingTests` |")));
    }

    private static Finding[] Check(string cell)
    {
        const string Head = "# Cases\n\nOf `ThingTests`, if not named.\n\n| case | shown by |\n|---|---|\n";
        string page = $"{Head}| `None` | {cell} |\n";
        return RuleAssert.Check<CaseTableRule>(
            (PagePath, page),
            ("tests/A.Tests/ThingTests.cs", Tests),
            ("fuzz/A/ThingProgram.cs", "class ThingProgram;"));
    }
}
