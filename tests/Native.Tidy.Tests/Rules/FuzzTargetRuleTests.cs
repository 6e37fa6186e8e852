using Xunit;

namespace Native.Tidy.Tests;

public sealed class FuzzTargetRuleTests
{
    private const string Target = "class Lines { static void Run(ReadOnlySpan<byte> input) { } }";
    private const string Table = "class FuzzTargets { A = [new(nameof(Lines)), new(nameof(Canary), IsCanary: true)]; }";

    [Fact]
    public void Check_TargetWithRowAndSeeds_IsAccepted()
    {
        Assert.Empty(Check(Table, "Lines", "class A { void B() => FuzzTargets.Run(); }"));
    }

    [Theory]
    [InlineData("class FuzzTargets { A = [new(nameof(Canary), IsCanary: true)]; }", "Lines", "no row")]
    [InlineData(Table, "Other", "no seeds")]
    [InlineData("class FuzzTargets { A = [new(nameof(Lines))]; }", "Lines", "no canary")]
    public void Check_TargetThatNothingRuns_IsFound(string table, string corpus, string message)
    {
        Finding finding = Assert.Single(Check(table, corpus, "class A { void B() => FuzzTargets.Run(); }"));
        Assert.Contains(message, finding.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NoTestOfTheTargets_IsFound()
    {
        Finding finding = Assert.Single(Check(Table, "Lines", "class A;"));
        Assert.Contains("no test", finding.Message, System.StringComparison.Ordinal);
    }

    private static Finding[] Check(string table, string corpus, string test)
    {
        return RuleAssert.Check<FuzzTargetRule>(
            (FuzzTargetRule.Table, table),
            ("fuzz/Native.Fuzz/Targets/Lines.cs", Target),
            ("fuzz/Native.Fuzz/Targets/LineProgram.cs", "class LineProgram;"),
            ($"fuzz/Native.Fuzz/Corpora/{corpus}/seed.txt", ""),
            ("tests/Native.Fuzz.Tests/A.cs", test));
    }
}
