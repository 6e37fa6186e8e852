using Xunit;

namespace Native.Tidy.Tests;

public sealed class CommentRuleTests
{
    [Theory]
    [InlineData("// TODO: later")]
    [InlineData("/* TODO */")]
    [InlineData("/// <summary>TODO</summary>\nclass A;")]
    [InlineData("// FIXME")]
    [InlineData("// return x;")]
    [InlineData("// var x = 1;")]
    [InlineData("// _count = 5;")]
    [InlineData("// Release(block);")]
    [InlineData("// }")]
    public void Check_OpenEndOrDeadCode_IsFound(string comment)
    {
        RuleAssert.Finds<CommentRule>(RuleAssert.ProductPath, comment + "\n", 1);
    }

    [Theory]
    [InlineData("// TODO(#12): read the second header")]
    [InlineData("// The count is released last;")]
    [InlineData("// If it is empty, nothing is written;")]
    [InlineData("class A { string b = \"// FIXME TODO\"; }")]
    public void Check_NumberedOrProse_IsAccepted(string comment)
    {
        RuleAssert.Accepts<CommentRule>(RuleAssert.ProductPath, comment + "\n");
    }
}
