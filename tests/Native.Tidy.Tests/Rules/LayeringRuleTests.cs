using Xunit;

namespace Native.Tidy.Tests;

public sealed class LayeringRuleTests
{
    [Theory]
    [InlineData("src/ChunkedBuffer/ChunkedBuffer.csproj", "<ProjectReference Include='../NativeIo/NativeIo.csproj' />")]
    [InlineData("src/NativeIo/NativeIo.csproj", "<ProjectReference Include='../Storage.Lite/Storage.Lite.csproj' />")]
    [InlineData("src/ChunkedBuffer/ChunkedBuffer.csproj", "<PackageReference Include='Polly.Core' />")]
    [InlineData("src/ChunkedBuffer/ChunkedBuffer.csproj", "<InternalsVisibleTo Include='nio' />")]
    [InlineData("src/NativeIo/NativeIo.csproj", "<InternalsVisibleTo Include='ChunkedBuffer.Tests' />")]
    [InlineData("tools/nio/nio.csproj", "<ProjectReference Include='../../tests/TestKit/TestKit.csproj' />")]
    [InlineData("tests/A.Tests/A.Tests.csproj", "<PackageReference Include='B' Version='1.0.0' />")]
    public void Check_AgainstTheLayers_IsFound(string path, string item)
    {
        RuleAssert.Finds<LayeringRule>(path, $"<Project>\n{item}</Project>", 2);
    }

    [Theory]
    [InlineData("src/NativeIo/NativeIo.csproj", "<ProjectReference Include='..\\A\\ChunkedBuffer.csproj' />")]
    [InlineData("src/ChunkedBuffer/ChunkedBuffer.csproj", "<InternalsVisibleTo Include='Native.Fuzz' />")]
    [InlineData("src/NativeIo/NativeIo.csproj", "<InternalsVisibleTo Include='NativeIo.Tests' />")]
    [InlineData("tools/nio/nio.csproj", "<ProjectReference Include='../../src/NativeIo/NativeIo.csproj' />")]
    public void Check_AlongTheLayers_IsAccepted(string path, string item)
    {
        RuleAssert.Accepts<LayeringRule>(path, $"<Project>\n{item}</Project>");
    }
}
