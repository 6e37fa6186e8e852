using System.Globalization;
using System.Text;
using ChunkedBuffers.Tests.Searching;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Text;

public sealed class ChunkNumberTests
{
    [Theory]
    [InlineData("0", true)]
    [InlineData("-42", true)]
    [InlineData("1234567890", true)]
    [InlineData("9223372036854775807", true)]
    [InlineData("9223372036854775808", false)]
    [InlineData("", false)]
    [InlineData(" 1", false)]
    [InlineData("1 ", false)]
    [InlineData("1x", false)]
    [InlineData("0x10", false)]
    [InlineData("--1", false)]
    public void TryParse_Long_TakesTheWholeContent(string text, bool expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.ASCII.GetBytes(text)))
        {
            using var input = new ChunkedInput(chunks);
            Assert.Equal(expected, ChunkNumber.TryParse(input.View, out long value));
            Assert.Equal(expected ? long.Parse(text, CultureInfo.InvariantCulture) : 0, value);
        }
    }

    [Theory]
    [InlineData("18446744073709551615", true, ulong.MaxValue)]
    [InlineData("18446744073709551616", false, 0UL)]
    [InlineData("7", true, 7UL)]
    [InlineData("-1", false, 0UL)]
    public void TryParse_ULong_TakesTheWholeContent(string text, bool expected, ulong number)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.ASCII.GetBytes(text)))
        {
            using var input = new ChunkedInput(chunks);
            Assert.Equal(expected, ChunkNumber.TryParse(input.View, out ulong value));
            Assert.Equal(number, value);
        }
    }

    [Theory]
    [InlineData("1.5", true, 1.5)]
    [InlineData("-2e3", true, -2000.0)]
    [InlineData("1.5.", false, 0.0)]
    [InlineData("1,5", false, 0.0)]
    public void TryParse_Double_TakesTheWholeContent(string text, bool expected, double number)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.ASCII.GetBytes(text)))
        {
            using var input = new ChunkedInput(chunks);
            Assert.Equal(expected, ChunkNumber.TryParse(input.View, out double value));
            Assert.Equal(number, value);
        }
    }

    [Fact]
    public void TryParse_Decimal_KeepsEveryDigit()
    {
        byte[] content = "1234567890.0123456789"u8.ToArray();
        using var input = new ChunkedInput(Chunkings.Fixed(content, 3));
        using var more = new ChunkedInput("1|.5|z");

        Assert.True(ChunkNumber.TryParse(input.View, out decimal value));
        Assert.Equal(1234567890.0123456789m, value);
        Assert.False(ChunkNumber.TryParse(more.View, out value));
        Assert.Equal(0m, value);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryParse_VeryLongContent_IsNoNumberHoweverItIsChunked(int length, bool expected)
    {
        byte[] content = Encoding.ASCII.GetBytes(new string('0', length));
        using var whole = new ChunkedInput([content]);
        using var split = new ChunkedInput(Chunkings.Fixed(content, 10));

        Assert.Equal(expected, ChunkNumber.TryParse(whole.View, out long _));
        Assert.Equal(expected, ChunkNumber.TryParse(split.View, out long _));
    }
}
