using Xunit;

namespace Native.Tidy.Tests;

public sealed class PublicPointerRuleTests
{
    [Theory]
    [InlineData("byte* B() => null;")]
    [InlineData("void B(nint address) { }")]
    [InlineData("System.IntPtr Address => 0;")]
    [InlineData("ref byte First => ref _first;")]
    [InlineData("readonly delegate* unmanaged<void> Callback;")]
    [InlineData("A(nuint length) { }")]
    public void Check_AddressInPublicSignature_IsFound(string member)
    {
        RuleAssert.Finds<PublicPointerRule>(RuleAssert.ProductPath, $"public class A\n{{\npublic {member}\n}}", 3);
        RuleAssert.Accepts<PublicPointerRule>(RuleAssert.ProductPath, $"public class A\n{{\ninternal {member}\n}}");
        RuleAssert.Accepts<PublicPointerRule>(RuleAssert.ProductPath, $"internal class A\n{{\npublic {member}\n}}");
    }

    [Fact]
    public void Check_SpanInPublicSignature_IsAccepted()
    {
        RuleAssert.Accepts<PublicPointerRule>(
            RuleAssert.ProductPath,
            "public class A { public Span<byte> B(Memory<byte> c) { nint d = 0; return default; } }");
    }
}
