using Xunit;

namespace Native.Tidy.Tests;

public sealed class InteropRuleTests
{
    private const string Declaration =
        "partial class A\n{\n[LibraryImport(\"c\")]\ninternal static partial int B();\n}";

    [Fact]
    public void Check_DeclarationInInterop_IsAccepted()
    {
        RuleAssert.Accepts<InteropRule>("src/NativeIo/Interop/Linux/A.cs", Declaration);
    }

    [Fact]
    public void Check_DeclarationElsewhere_IsFound()
    {
        RuleAssert.Finds<InteropRule>(RuleAssert.ProductPath, Declaration, 3);
    }

    [Fact]
    public void Check_CodeBesideDeclarations_IsFound()
    {
        RuleAssert.Finds<InteropRule>(
            "src/NativeIo/Interop/A.cs",
            Declaration.Replace("}", "int C() => 1;\n}", System.StringComparison.Ordinal),
            5);
    }

    [Fact]
    public void Check_DllImport_IsFound()
    {
        RuleAssert.Finds<InteropRule>(
            "src/NativeIo/Interop/A.cs",
            "class A\n{\n[DllImport(\"c\")]\nstatic extern int B();\n}",
            3);
    }
}
