using Xunit;

namespace Native.Tidy.Tests;

public sealed class BannedConstructRuleTests
{
    [Theory]
    [InlineData("class A { void B() { while (true) {\nSpan<byte> c = stackalloc byte[8]; } } }", 2)]
    [InlineData("class A { void B() {\nSpan<byte> c = stackalloc byte[2000]; } }", 2)]
    [InlineData("struct A {\nfixed byte b[8]; }", 2)]
    [InlineData("\nusing System.Reflection;", 2)]
    [InlineData("class A { bool B() =>\nOperatingSystem.IsLinux(); }", 2)]
    public void Check_BannedConstruct_IsFound(string code, int line)
    {
        RuleAssert.Finds<BannedConstructRule>(RuleAssert.ProductPath, code, line);
    }

    [Fact]
    public void Check_SmallStackBufferOutsideALoop_IsAccepted()
    {
        RuleAssert.Accepts<BannedConstructRule>(
            RuleAssert.ProductPath,
            "class A { void B() { Span<byte> c = stackalloc byte[1024]; for (;;) { c[0]++; } } }");
    }

    [Fact]
    public void Check_SystemCheckInTheSelector_IsAccepted()
    {
        RuleAssert.Accepts<BannedConstructRule>(
            "src/NativeIo/Platform/PlatformSelector.cs",
            "class PlatformSelector { bool B() => OperatingSystem.IsLinux(); }");
    }
}
