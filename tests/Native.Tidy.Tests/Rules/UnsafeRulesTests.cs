using Xunit;

namespace Native.Tidy.Tests;

public sealed class UnsafeRulesTests
{
    private const string UnsafePath = "src/ChunkedBuffer/Memory/Thing.cs";

    [Fact]
    public void UnsafePlace_BlockOutsideTheFolders_IsFound()
    {
        const string code = "class A { void B()\n{\nunsafe { } } }";
        RuleAssert.Finds<UnsafePlaceRule>(RuleAssert.ProductPath, code, 3);
        RuleAssert.Accepts<UnsafePlaceRule>(UnsafePath, code);
    }

    [Fact]
    public void UnsafePlace_ProjectThatAllowsUnsafe_NeedsSuchAFolder()
    {
        const string project = "<Project><AllowUnsafeBlocks>true</AllowUnsafeBlocks></Project>";
        RuleAssert.Finds<UnsafePlaceRule>("src/Storage.Lite/Storage.Lite.csproj", project, 1);
        RuleAssert.Accepts<UnsafePlaceRule>("src/ChunkedBuffer/ChunkedBuffer.csproj", project);
    }

    [Theory]
    [InlineData("unsafe class A;", 1)]
    [InlineData("class A\n{\nunsafe struct B;\n}", 3)]
    [InlineData("class A\n{\n/// <summary>Reads.</summary>\npublic unsafe int B() => 1;\n}", 4)]
    [InlineData("class A\n{\nvoid B()\n{\nunsafe void C() { }\n} }", 5)]
    public void UnsafeModifier_TypeOrMemberWithoutContract_IsFound(string code, int line)
    {
        RuleAssert.Finds<UnsafeModifierRule>(UnsafePath, code, line);
    }

    [Theory]
    [InlineData("class A\n{\n/// <summary>Safety: the caller holds a reference.</summary>\nunsafe int B() => 1;\n}")]
    [InlineData("class A { private readonly unsafe byte* _start; }")]
    public void UnsafeModifier_ContractOrField_IsAccepted(string code)
    {
        RuleAssert.Accepts<UnsafeModifierRule>(UnsafePath, code);
    }

    [Theory]
    [InlineData("class A { void B() {\nunsafe { } } }")]
    [InlineData("class A { void B() { // SAFETY: the bounds were checked above.\nunsafe { } } }")]
    [InlineData("class A { void B() {\n// SAFETY: ok\nunsafe { } } }", 3)]
    [InlineData("class A { void B() {\n// SAFETY: the bounds were checked above.\n\nunsafe { } } }", 4)]
    [InlineData("class A { void B() {\n// Bounds were checked.\nunsafe { } } }", 3)]
    public void SafetyComment_MissingOrApart_IsFound(string code, int line = 2)
    {
        RuleAssert.Finds<SafetyCommentRule>(UnsafePath, code, line);
    }

    [Theory]
    [InlineData("class A { void B() {\n// SAFETY: the bounds were checked above.\nunsafe { } } }")]
    [InlineData("class A { void B() {\n// SAFETY: the bounds were checked,\n// and it is pinned.\nunsafe { } } }")]
    public void SafetyComment_RightAbove_IsAccepted(string code)
    {
        RuleAssert.Accepts<SafetyCommentRule>(UnsafePath, code);
    }
}
