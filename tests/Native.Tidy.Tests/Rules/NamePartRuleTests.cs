using Xunit;

namespace Native.Tidy.Tests;

public sealed class NamePartRuleTests
{
    [Theory]
    [InlineData("class BufferHelper;")]
    [InlineData("class BlockManager;")]
    [InlineData("struct BlockInfo;")]
    [InlineData("class A { class DataSource; }", 1)]
    [InlineData("delegate void CommonThing();")]
    public void Check_WordWithoutRole_IsFound(string code, int line = 1)
    {
        RuleAssert.Finds<NamePartRule>(RuleAssert.ProductPath, code, line);
    }

    [Theory]
    [InlineData("static class ThrowHelper;")]
    [InlineData("class Database; class Information; class Managers : MemoryManager<byte>;")]
    public void Check_RoleOrExcusedName_IsAccepted(string code)
    {
        RuleAssert.Accepts<NamePartRule>(RuleAssert.ProductPath, code);
    }

    [Fact]
    public void Check_FolderWithoutTopic_IsFound()
    {
        RuleAssert.Finds<NamePartRule>("src/ChunkedBuffer/Utils/Thing.cs", "class Thing;", 1);
    }
}
