using Xunit;

namespace Native.Tidy.Tests;

public sealed class TestMirrorRuleTests
{
    [Theory]
    [InlineData("tests/Pack.Tests/Pooling/BlockPoolTests.cs")]
    [InlineData("tests/Pack.Tests/Pooling/BlockPoolTests.Trimming.cs")]
    [InlineData("tests/Pack.Tests/Samples/HttpParserTests.cs")]
    public void Check_MirroredOrOwnSubject_IsAccepted(string path)
    {
        Assert.Empty(RuleAssert.Check<TestMirrorRule>(
            ("src/Pack/Pooling/BlockPool.cs", ""), ("src/Pack/Pooling/BlockPool.Trimming.cs", ""), (path, "")));
    }

    [Theory]
    [InlineData("tests/Pack.Tests/BlockPoolTests.cs")]
    [InlineData("tests/Pack.Tests/Memory/BlockPoolTests.Trimming.cs")]
    public void Check_OtherFolder_IsFound(string path)
    {
        Assert.Equal(
            path,
            Assert.Single(RuleAssert.Check<TestMirrorRule>(("src/Pack/Pooling/BlockPool.cs", ""), (path, ""))).Path);
    }

    [Fact]
    public void Check_TestOfAToolElsewhere_IsFound()
    {
        _ = Assert.Single(RuleAssert.Check<TestMirrorRule>(
            ("tools/tool/Commands/Lines.cs", ""), ("tests/tool.Tests/LinesTests.cs", "")));
    }
}
