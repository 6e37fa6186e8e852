using Xunit;

namespace Native.Tidy.Tests;

public sealed class DirectiveRuleTests
{
    [Theory]
    [InlineData("#region A\n#endregion\n", 1)]
    [InlineData("class A\n{\n#if WINDOWS\n#endif\n}\n", 3)]
    [InlineData("#if !DEBUG\n#endif\n", 1)]
    [InlineData("#if DEBUG\n#elif LINUX\n#endif\n", 2)]
    public void Check_BannedDirective_IsFound(string code, int line)
    {
        RuleAssert.Finds<DirectiveRule>(RuleAssert.ProductPath, code, line);
    }

    [Fact]
    public void Check_FaultInjectionInDebug_IsAccepted()
    {
        RuleAssert.Accepts<DirectiveRule>(RuleAssert.ProductPath, "#if DEBUG\nclass A;\n#endif\n#nullable enable\n");
    }
}
