using Xunit;

namespace Native.Tidy.Tests;

public sealed class NamespaceRuleTests
{
    private const string Project = "<Project><RootNamespace>Things</RootNamespace></Project>";

    [Theory]
    [InlineData("src/Thing/Topic/A.cs", "namespace Things;")]
    [InlineData("src/Thing/Platform/Linux/A.cs", "namespace Things.Platform.Linux;")]
    [InlineData("src/Thing/Interop/A.cs", "namespace Things;")]
    public void Check_RootNamespaceOrPlatform_IsAccepted(string path, string code)
    {
        Assert.Empty(RuleAssert.Check<NamespaceRule>(("src/Thing/Thing.csproj", Project), (path, code)));
    }

    [Theory]
    [InlineData("src/Thing/Topic/A.cs", "namespace Things.Topic;")]
    [InlineData("src/Thing/Platform/A.cs", "namespace Other;")]
    [InlineData("src/Thing/A.cs", "namespace ThingsMore;")]
    [InlineData("src/Thing/Things.cs", "namespace Things; class Things;")]
    public void Check_OtherNamespaceOrTypeOfItsName_IsFound(string path, string code)
    {
        Finding finding = Assert.Single(
            RuleAssert.Check<NamespaceRule>(("src/Thing/Thing.csproj", Project), (path, code)));
        Assert.Equal(path, finding.Path);
    }
}
