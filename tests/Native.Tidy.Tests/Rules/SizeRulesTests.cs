using System.Linq;
using Xunit;

namespace Native.Tidy.Tests;

public sealed class SizeRulesTests
{
    [Fact]
    public void FileLength_FiveHundredLines_IsTheMost()
    {
        RuleAssert.Accepts<FileLengthRule>(RuleAssert.ProductPath, Lines(500));
        RuleAssert.Finds<FileLengthRule>(RuleAssert.ProductPath, Lines(501), 501);
    }

    [Fact]
    public void LineLength_HundredAndTwentyColumns_IsTheMost()
    {
        string line = new('x', 120);
        RuleAssert.Accepts<LineLengthRule>("eng/test.sh", line + "\n");
        RuleAssert.Finds<LineLengthRule>("eng/test.sh", "\n" + line + "x\n", 2);
        RuleAssert.Accepts<LineLengthRule>("docs/page.md", line + "x\n");
    }

    [Fact]
    public void MethodLength_SixtyLines_IsTheMost()
    {
        RuleAssert.Accepts<MethodLengthRule>(RuleAssert.ProductPath, Method(60));
        RuleAssert.Finds<MethodLengthRule>(RuleAssert.ProductPath, Method(61), 5);
    }

    [Fact]
    public void MethodLength_LongAccessorOrLocalFunction_IsFound()
    {
        string body = "{\n" + Lines(60) + "}";
        RuleAssert.Finds<MethodLengthRule>(RuleAssert.ProductPath, "class A { int B { get " + body + " } }", 1);
        string nested = "class A { void B() { void C() " + body + " } }";
        Assert.Equal(2, RuleAssert.Check<MethodLengthRule>((RuleAssert.ProductPath, nested)).Length);
    }

    private static string Lines(int count)
    {
        return string.Concat(Enumerable.Repeat(";\n", count));
    }

    private static string Method(int lines)
    {
        return "class A\n{\n    [Attribute(1,\n        2)]\n    void B()\n{\n" + Lines(lines - 3) + "}\n}\n";
    }
}
