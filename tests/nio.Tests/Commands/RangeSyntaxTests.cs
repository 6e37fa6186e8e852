using Nio.Commands;
using Storage.Lite;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class RangeSyntaxTests
{
    [Theory]
    [InlineData("0-0", "1 bytes from 0")]
    [InlineData("5-9", "5 bytes from 5")]
    [InlineData("7-", "from 7")]
    [InlineData("-7", "the last 7 bytes")]
    public void TryParse_Range_IsThatRange(string text, string expected)
    {
        Assert.True(RangeSyntax.TryParse(text, out StorageRange range));
        Assert.Equal(expected, range.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("5")]
    [InlineData("9-5")]
    [InlineData("-0")]
    [InlineData("a-b")]
    [InlineData("1-2-3")]
    [InlineData("+1-2")]
    [InlineData("1-x")]
    [InlineData("x-1")]
    [InlineData("0-9223372036854775807")]
    [InlineData("-9223372036854775807")]
    [InlineData("99999999999999999999-")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(RangeSyntax.TryParse(text, out _));
}
