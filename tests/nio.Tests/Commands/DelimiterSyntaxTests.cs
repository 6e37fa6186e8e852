using Nio.Commands;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class DelimiterSyntaxTests
{
    [Theory]
    [InlineData(",", ',')]
    [InlineData(" ", ' ')]
    [InlineData("\n", '\n')]
    [InlineData(@"\", '\\')]
    [InlineData(@"\\", '\\')]
    [InlineData(@"\n", '\n')]
    [InlineData(@"\r", '\r')]
    [InlineData(@"\t", '\t')]
    [InlineData(@"\0", '\0')]
    [InlineData(@"\x00", '\0')]
    [InlineData(@"\x0a", '\n')]
    [InlineData(@"\xFf", '\xff')]
    public void TryParse_OneByte_GivesIt(string text, char expected)
    {
        Assert.True(DelimiterSyntax.TryParse(text, out byte delimiter));
        Assert.Equal((byte)expected, delimiter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("é")]
    [InlineData("😀")]
    [InlineData(@"\q")]
    [InlineData(@"\x")]
    [InlineData(@"\x1")]
    [InlineData(@"\x123")]
    [InlineData(@"\xg0")]
    [InlineData(@"\x-1")]
    [InlineData(@"\x 1")]
    public void TryParse_AnythingElse_SaysNo(string text)
    {
        Assert.False(DelimiterSyntax.TryParse(text, out _));
    }
}
