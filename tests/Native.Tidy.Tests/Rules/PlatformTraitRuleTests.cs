using Xunit;

namespace Native.Tidy.Tests;

public sealed class PlatformTraitRuleTests
{
    private const string Path = "tests/A.Tests/ATests.cs";

    [Theory]
    [InlineData("\n[Trait(\"Platform\", \"linux\")]\nclass ATests;", 2)]
    [InlineData("// Because.\n[Trait(\"Platform\", \"linux\")]\nclass ATests;", 2)]
    [InlineData("// Platform: needs the registry.\n[Trait(\"Platform\", \"windows\")]\nclass ATests;", 2)]
    public void Check_NoReasonOrOtherSystem_IsFound(string text, int line)
    {
        RuleAssert.Finds<PlatformTraitRule>(Path, text, line);
    }

    [Theory]
    [InlineData("// Platform: needs mounts.\n[Trait(\"Platform\", \"linux\")]\nclass ATests;")]
    [InlineData("[Trait(\"Speed\", \"slow\")]\nclass ATests;")]
    public void Check_ReasonOrOtherTrait_IsAccepted(string text)
    {
        RuleAssert.Accepts<PlatformTraitRule>(Path, text);
    }
}
