using System.Linq;
using Xunit;

namespace Native.Tidy.Tests;

public sealed class OneTypePerFileRuleTests
{
    [Theory]
    [InlineData("Thing.cs", "class Thing;")]
    [InlineData("Thing.Concern.cs", "partial struct Thing;")]
    [InlineData("Thing{T}.cs", "namespace A; class Thing<T>;")]
    [InlineData("Thing{TKey,TValue}.Concern.cs", "class Thing<TKey, TValue>;")]
    [InlineData("Kind.cs", "enum Kind { A }")]
    [InlineData("Callback.cs", "delegate void Callback();")]
    [InlineData("AssemblyFixtures.cs", "[assembly: A]")]
    public void Check_FileNamedLikeItsType_IsAccepted(string name, string code)
    {
        RuleAssert.Accepts<OneTypePerFileRule>("src/P/" + name, code);
    }

    [Theory]
    [InlineData("Other.cs", "\nclass Thing;", 2)]
    [InlineData("Thing.cs", "class Thing<T>;", 1)]
    [InlineData("ThingTests.cs", "class Thing;", 1)]
    [InlineData("Thing.cs", "class Thing;\nenum Other { A }", 2)]
    public void Check_OtherNameOrSecondType_IsFound(string name, string code, int line)
    {
        RuleAssert.Finds<OneTypePerFileRule>("src/P/" + name, code, line);
    }

    [Fact]
    public void Check_LongNestedType_NeedsItsOwnFile()
    {
        string code = "class Outer\n{\nclass Inner\n{\n" + string.Concat(Enumerable.Repeat("int a;\n", 38)) + "}\n}\n";
        RuleAssert.Finds<OneTypePerFileRule>("src/P/Outer.cs", code, 3);
        RuleAssert.Accepts<OneTypePerFileRule>("src/P/Outer.Inner.cs", code);
    }
}
