using Xunit;

namespace Native.Tidy.Tests;

public sealed class EmptyCatchRuleTests
{
    [Theory]
    [InlineData("catch { }")]
    [InlineData("catch (Exception) { /* whatever */ }")]
    [InlineData("catch (IOException) { }")]
    [InlineData("catch (Exception)\n{\n// Everything is fine.\n}")]
    public void Check_NothingHandled_IsFound(string clause)
    {
        RuleAssert.Finds<EmptyCatchRule>(RuleAssert.ProductPath, "class A { void B() { try { }\n" + clause + " } }", 2);
    }

    [Theory]
    [InlineData("catch (IOException)\n{\n// The file is gone, which is what the caller wants.\n}")]
    [InlineData("catch (Exception) { throw; }")]
    public void Check_NamedExceptionWithReason_IsAccepted(string clause)
    {
        RuleAssert.Accepts<EmptyCatchRule>(RuleAssert.ProductPath, "class A { void B() { try { }\n" + clause + " } }");
    }
}
