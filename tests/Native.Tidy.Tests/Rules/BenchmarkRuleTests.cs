using Xunit;

namespace Native.Tidy.Tests;

public sealed class BenchmarkRuleTests
{
    private const string Catalog = "class ScenarioCatalog { All = [.. LineScenarios.All()]; }";
    private const string Test = "class A { void B() => Run(ScenarioCatalog.All); }";

    [Fact]
    public void Check_ScenarioInTheCatalog_IsAccepted()
    {
        Assert.Empty(Check(Catalog, "class LineScenarios;", Test));
    }

    [Theory]
    [InlineData("class ScenarioCatalog;", "class LineScenarios;", Test)]
    [InlineData(Catalog, "class LineScenarios { [Benchmark] public void A() { } }", Test)]
    [InlineData(Catalog, "class LineScenarios;", "class A;")]
    public void Check_BenchmarkThatNoTestRuns_IsFound(string catalog, string scenarios, string test)
    {
        _ = Assert.Single(Check(catalog, scenarios, test));
    }

    private static Finding[] Check(string catalog, string scenarios, string test)
    {
        return RuleAssert.Check<BenchmarkRule>(
            (BenchmarkRule.Catalog, catalog),
            ("benchmarks/Native.Benchmarks/Buffers/LineScenarios.cs", scenarios),
            ("tests/Native.Benchmarks.Tests/A.cs", test));
    }
}
