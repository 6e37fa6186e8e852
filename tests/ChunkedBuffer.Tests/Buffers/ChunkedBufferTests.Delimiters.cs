using System;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class ChunkedBufferTests
{
    public static TheoryData<string, string[]> ChunkedLines => new()
    {
        { "abcd|", ["abc", "d\n"] },
        { "abc|", ["abc\r", "\n"] },
        { "abc|x", ["abc", "\nx"] },
        { "|", ["\r", "\n"] },
        { "|", ["\n"] },
        {
            "Line with\rin the middle|Line with good crlf||final|",
            ["Line with\rin the mid", "dle\nLine with good crlf\r", "\n\r\nfin", "al\n"]
        },
        { "a\r|b", ["a\r\r", "\nb"] },
    };

    [Theory]
    [MemberData(nameof(ChunkedLines))]
    public void TryTakeLine_OverChunks_GivesLinesAndRest(string expected, string[] chunks)
    {
        ArgumentNullException.ThrowIfNull(expected);
        using ChunkedBuffer buffer = _factory.Chunks(chunks);
        string[] parts = expected.Split('|');
        for (int index = 0; index < parts.Length - 1; index++)
        {
            Assert.True(buffer.TryTakeLine(out BufferSlice line));
            Assert.Equal(parts[index], line.TakeText());
        }

        Assert.False(buffer.TryTakeLine(out BufferSlice none));
        Assert.True(none.IsEmpty);
        Assert.Equal(parts[^1], buffer.Text());
    }

    [Fact]
    public void TryTakeLine_EverySplit_GivesTheSameLines()
    {
        foreach (byte[][] chunks in Chunkings.All("ab\r\n\n\rc\r\nd\n"u8))
        {
            using ChunkedBuffer buffer = _factory.Chunks(chunks);
            var lines = new StringBuilder();
            while (buffer.TryTakeLine(out BufferSlice line))
            {
                lines.Append(line.TakeText()).Append('|');
            }

            Assert.Equal("ab||\rc|d|", lines.ToString());
        }
    }

    [Fact]
    public void TryTakeLine_ReturnAtTheEnd_WaitsForMore()
    {
        using ChunkedBuffer buffer = _factory.Chunks("abc\r");
        Assert.False(buffer.TryTakeLine(out _));
        Assert.Equal(4, buffer.Length);
        _factory.Feed(buffer, "\nnext");
        Assert.True(buffer.TryTakeLine(out BufferSlice line));
        Assert.Equal("abc", line.TakeText());
        Assert.False(buffer.TryTakeLine(out _));
        Assert.Equal("next", buffer.Text());
    }

    [Fact]
    public void TryTakeLine_AfterTakeAndSkip_IsRebased()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(64);
        buffer.Append("ab\r"u8);
        Assert.False(buffer.TryTakeLine(out _));
        buffer.Take(1).Dispose();
        buffer.Append("\n"u8);
        Assert.True(buffer.TryTakeLine(out BufferSlice line));
        Assert.Equal("b", line.TakeText());
        buffer.Append("one\ntwo\nthree\n"u8);
        Assert.True(buffer.TryTakeLine(out line));
        Assert.Equal("one", line.TakeText());
        buffer.Skip(6);
        Assert.True(buffer.TryTakeLine(out line));
        Assert.Equal("ree", line.TakeText());
    }

    [Fact]
    public void TryTakeLine_AfterPrepend_SeesTheNewFront()
    {
        using ChunkedBuffer buffer = _factory.Chunks("aa", "bb\n");
        Assert.False(buffer.TryTakeUntil("zz"u8, out _));
        Assert.True(buffer.TryTakeLine(out BufferSlice line));
        Assert.Equal("aabb", line.TakeText());
        _factory.Feed(buffer, "cc", "dd");
        Assert.False(buffer.TryTakeLine(out _));
        buffer.Prepend("x\nyzz"u8);
        Assert.True(buffer.TryTakeLine(out line));
        Assert.Equal("x", line.TakeText());
        Assert.True(buffer.TryTakeUntil("zz"u8, out line));
        Assert.Equal("y", line.TakeText());
    }

    [Theory]
    [InlineData("0123456789\n", TakeStatus.Taken)]
    [InlineData("0123456789\r\n", TakeStatus.Taken)]
    [InlineData("0123456789A\n", TakeStatus.TooLong)]
    [InlineData("0123456789A\r\n", TakeStatus.TooLong)]
    [InlineData("0123456789", TakeStatus.NeedMoreData)]
    [InlineData("0123456789\r", TakeStatus.NeedMoreData)]
    [InlineData("0123456789A", TakeStatus.TooLong)]
    [InlineData("0123456789\rA", TakeStatus.TooLong)]
    public void TryTakeLine_WithLimit_TellsTooLongFromNeedMore(string text, TakeStatus expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.ASCII.GetBytes(text)))
        {
            using ChunkedBuffer buffer = _factory.Chunks(chunks);
            Assert.Equal(expected, buffer.TryTakeLine(10, out BufferSlice line));
            Assert.Equal(expected, expected == TakeStatus.Taken ? expected : buffer.TryTakeLine(10, out _));
            Assert.Equal(expected == TakeStatus.Taken ? "0123456789" : string.Empty, line.TakeText());
            Assert.Equal(expected == TakeStatus.Taken ? string.Empty : text, buffer.Text());
        }
    }

    [Fact]
    public void TryTakeLine_TooLong_CanStillBeTakenWithAHigherLimit()
    {
        using ChunkedBuffer buffer = _factory.Chunks("012345\nrest\n");
        Assert.Equal(TakeStatus.TooLong, buffer.TryTakeLine(3, out _));
        Assert.Equal(TakeStatus.Taken, buffer.TryTakeLine(6, out BufferSlice line));
        Assert.Equal("012345", line.TakeText());
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.TryTakeLine(-1, out _));
    }

    [Theory]
    [InlineData("0123456789--", TakeStatus.Taken)]
    [InlineData("0123456789A--", TakeStatus.TooLong)]
    [InlineData("0123456789-", TakeStatus.NeedMoreData)]
    [InlineData("0123456789A", TakeStatus.NeedMoreData)]
    [InlineData("0123456789AB", TakeStatus.TooLong)]
    [InlineData("0123456789-A", TakeStatus.TooLong)]
    public void TryTakeUntil_WithLimit_TellsTooLongFromNeedMore(string text, TakeStatus expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.ASCII.GetBytes(text)))
        {
            using ChunkedBuffer buffer = _factory.Chunks(chunks);
            Assert.Equal(expected, buffer.TryTakeUntil("--"u8, 10, out BufferSlice taken));
            Assert.Equal(expected == TakeStatus.Taken ? "0123456789" : string.Empty, taken.TakeText());
            Assert.Equal(expected == TakeStatus.Taken ? string.Empty : text, buffer.Text());
        }
    }

    [Fact]
    public void TryTakeUntil_DelimiterByteByByte_IsFoundOnce()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(3);
        foreach (byte value in "ab\r\rx\r"u8)
        {
            buffer.Append([value]);
            Assert.False(buffer.TryTakeUntil("\r\n"u8, out _));
        }

        buffer.Append("\ny"u8);
        Assert.True(buffer.TryTakeUntil("\r\n"u8, out BufferSlice taken, includeDelimiter: true));
        Assert.Equal("ab\r\rx\r\n", taken.TakeText());
        Assert.Equal("y", buffer.Text());
    }

    [Fact]
    public void TryTakeUntil_DelimiterArrayMutatedInPlace_IsNotFooled()
    {
        using ChunkedBuffer buffer = _factory.Chunks("key=value;other");
        byte[] delimiter = [(byte)'#'];
        Assert.False(buffer.TryTakeUntil(delimiter, out _));
        delimiter[0] = (byte)'=';
        Assert.True(buffer.TryTakeUntil(delimiter, out BufferSlice key));
        Assert.Equal("key", key.TakeText());
        Assert.False(buffer.TryTakeUntil("#"u8, out _));
        Assert.True(buffer.TryTakeUntil((byte)';', out BufferSlice value));
        Assert.Equal("value", value.TakeText());
    }

    [Fact]
    public void TryTakeUntil_EdgeCases_AreDefined()
    {
        using ChunkedBuffer buffer = _factory.Chunks("=", "x");
        Assert.Throws<ArgumentException>(() => buffer.TryTakeUntil(""u8, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.TryTakeUntil("="u8, -1, out _));
        Assert.Equal(TakeStatus.Taken, buffer.TryTakeUntil("="u8, 0, out BufferSlice empty));
        Assert.True(empty.IsEmpty);
        Assert.Equal("x", buffer.Text());
        Assert.Equal(TakeStatus.TooLong, buffer.TryTakeUntil("="u8, 0, out _));
        Assert.False(buffer.TryTakeUntil(new byte[100_000], out _));
    }

    [Fact]
    public void Trickle_ByteAtATime_GivesTheLineOnce()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        byte[] one = [(byte)'x'];
        for (int index = 0; index < 100_000; index++)
        {
            buffer.Append(one);
            Assert.False(buffer.TryTakeLine(out _));
        }

        buffer.Append("\r\n"u8);
        Assert.True(buffer.TryTakeLine(out BufferSlice line));
        Assert.Equal(100_000, line.Length);
        line.Dispose();
    }
}
