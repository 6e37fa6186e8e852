using Nio.Output;
using Xunit;

namespace Nio.Tests.Output;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("Zürich 😀", "Zürich 😀")]
    [InlineData("a\nb", @"a\x0ab")]
    [InlineData("\u001b[31mred", @"\x1b[31mred")]
    [InlineData("\u009b1m", @"\x9b1m")]
    public void Escape_ControlCharacters_BecomeVisible(string text, string expected)
    {
        Assert.Equal(expected, DisplayText.Escape(text));
    }
}
