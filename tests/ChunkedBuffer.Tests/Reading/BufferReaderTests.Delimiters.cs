using System;
using System.Buffers;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BufferReaderTests
{
    [Fact]
    public void TryReadTo_ViewEndsInsideTheDelimiter_IsNotFound()
    {
        _sources.ForEach(["Hello\r"], static (ref BufferReader reader) => AssertNoBreak(ref reader));

        ReadOnlySequence<byte> sequence = Chunkings.ToSequence(Chunkings.Fixed("Hello\r\nWorld"u8, 6)).Slice(0, 6);
        BufferReader overSequence = new(sequence, _sources.Pool);
        AssertNoBreak(ref overSequence);

        using ChunkedBuffer buffer = _sources.Buffer("Hello\r", "\nWorld");
        using BufferSlice slice = buffer.Peek(6);
        BufferReader overSlice = new(slice);
        AssertNoBreak(ref overSlice);

        static void AssertNoBreak(ref BufferReader reader)
        {
            Assert.False(reader.TryReadTo(out ReadOnlySpan<byte> bytes, "\r\n"u8));
            Assert.True(bytes.IsEmpty);
            Assert.Equal(0, reader.Consumed);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryReadTo_EmptyChunkInTheMiddle_FindsEveryByteAndPair(bool advancePast)
    {
        string[] chunks = ["0", "12", "", "345", "6"];
        _sources.ForEach(chunks, (ref BufferReader reader) =>
        {
            for (int index = 0; index < 7; index++)
            {
                Assert.True(reader.TryReadTo(out ReadOnlySpan<byte> bytes, (byte)('0' + index), advancePast));
                Assert.Equal("0123456"[..index], Encoding.Latin1.GetString(bytes));
                Assert.Equal(index + (advancePast ? 1 : 0), reader.Consumed);
                reader.Rewind(reader.Consumed);

                byte[] pair = [(byte)('0' + index), (byte)('1' + index)];
                Assert.Equal(index < 6, reader.TryReadTo(out bytes, pair, advancePast));
                Assert.Equal(index < 6 ? index + (advancePast ? 2 : 0) : 0, reader.Consumed);
                reader.Rewind(reader.Consumed);
            }
        });
    }

    [Theory]
    [InlineData("/*b * b*/", "*/", "/*b * b")]
    [InlineData("ab\r\rx\r\ny", "\r\n", "ab\r\rx")]
    [InlineData("ABABAB", "BAB", "A")]
    [InlineData("aabaabaaab", "aabaaab", "aab")]
    [InlineData("xabc", "abc", "x")]
    [InlineData("hello foo", " ", "hello")]
    public void TryReadTo_AlmostMatches_EverySplit_FindsTheFirstRealOne(string input, string delimiter, string expected)
    {
        byte[] needle = Encoding.Latin1.GetBytes(delimiter);
        foreach (byte[][] chunks in Chunkings.All(Encoding.Latin1.GetBytes(input)))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                Assert.True(reader.TryReadTo(out ReadOnlySpan<byte> bytes, needle));
                Assert.Equal(expected, Encoding.Latin1.GetString(bytes));
                Assert.Equal(expected.Length + needle.Length, reader.Consumed);
                reader.Rewind(reader.Consumed);
                Assert.True(reader.TryAdvanceTo(needle, advancePastDelimiter: false));
                Assert.True(reader.IsNext(needle));
                Assert.Equal(expected.Length, reader.Consumed);
            });
        }
    }

    [Fact]
    public void TryReadTo_SingleByteSpan_IsSkippedWhenAsked()
    {
        _sources.ForEach(["a", ",b"], static (ref BufferReader reader) =>
        {
            Assert.True(reader.TryReadTo(out _, ","u8, advancePastDelimiter: true));
            Assert.Equal(2, reader.Consumed);
            reader.Rewind(2);
            Assert.True(reader.TryReadTo(out _, ","u8, advancePastDelimiter: false));
            Assert.Equal(1, reader.Consumed);
        });
    }

    [Theory]
    [InlineData(100)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(3000)]
    public void TryReadTo_LongNeedleInSmallChunks_IsFound(int needleLength)
    {
        // Half of the needle comes in front of it, so that the search has to fall back.
        byte[] needle = [.. Enumerable.Repeat((byte)'a', needleLength - 1), (byte)'b'];
        byte[] input = [.. needle.AsSpan(0, needleLength / 2), .. needle, .. "rest"u8];
        foreach (int chunkLength in new[] { 1, 7, 64, 5000 })
        {
            _sources.ForEach(Chunkings.Fixed(input, chunkLength), (ref BufferReader reader) =>
            {
                Assert.True(reader.TryReadTo(out ReadOnlySpan<byte> bytes, needle));
                Assert.Equal(needleLength / 2, bytes.Length);
                Assert.Equal(4, reader.Remaining);
                Assert.False(reader.TryReadTo(out _, needle));
                Assert.Equal(4, reader.Remaining);
            });
        }
    }

    [Fact]
    public void TryReadTo_PathologicalInput_IsLinear()
    {
        // Were every position compared with the whole needle, this would be 10^12 comparisons and never end.
        byte[] input = new byte[1_000_000];
        byte[] needle = new byte[500_001];
        needle[^1] = 1;
        foreach (int chunkLength in new[] { 64, 65536 })
        {
            BufferReader reader = new(Chunkings.ToSequence(Chunkings.Fixed(input, chunkLength)), _sources.Pool);
            Assert.False(reader.TryReadTo(out _, needle));
            Assert.Equal(0, reader.Consumed);
        }

        BufferReader overSpan = new(input, _sources.Pool);
        Assert.False(overSpan.TryReadTo(out _, needle));
    }

    [Fact]
    public void TryReadTo_Escapes_EverySplit_EndAtTheFirstBareDelimiter()
    {
        const string Input = "This is our ^|understanding^|| you see.";
        foreach (byte[][] chunks in Chunkings.All(Encoding.Latin1.GetBytes(Input)))
        {
            _sources.ForEach(chunks, static (ref BufferReader reader) =>
            {
                Assert.True(reader.TryReadTo(out ReadOnlySpan<byte> bytes, (byte)'|', (byte)'^'));
                Assert.Equal(Input[..29], Encoding.Latin1.GetString(bytes));
                Assert.Equal(30, reader.Consumed);
                Assert.False(reader.TryReadTo(out _, (byte)'|', (byte)'^'));
                Assert.Equal(30, reader.Consumed);
            });
        }
    }

    [Theory]
    [InlineData("a^|b^|c", -1)]
    [InlineData("^^|", 2)]
    [InlineData("^^^|", -1)]
    [InlineData("a^", -1)]
    [InlineData("^x|", 2)]
    [InlineData("|", 0)]
    public void TryReadTo_EscapedEscapes_EverySplit_DoNotEscape(string input, int expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.Latin1.GetBytes(input)))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                bool isRead = reader.TryReadTo(out ReadOnlySpan<byte> bytes, (byte)'|', (byte)'^', false);
                Assert.Equal(expected, isRead ? bytes.Length : -1);
                Assert.Equal(Math.Max(expected, 0), reader.Consumed);
            });
        }
    }

    [Fact]
    public void TryReadTo_Limit_SeparatesTooLongFromNeedMore()
    {
        AssertLimited("0123456789;", ReadStatus.Done);
        AssertLimited("0123456789", ReadStatus.NeedMoreData);
        AssertLimited("01234567890;", ReadStatus.TooLong);
        AssertLimited("01234567890", ReadStatus.TooLong);
        AssertLimited(";", ReadStatus.Done);
        AssertLimited("", ReadStatus.NeedMoreData);
    }

    [Theory]
    [InlineData("0123\r\n", ReadStatus.Done)]
    [InlineData("01234\r\n", ReadStatus.TooLong)]
    [InlineData("0123\r", ReadStatus.NeedMoreData)]
    [InlineData("0123\rx", ReadStatus.TooLong)]
    [InlineData("01234", ReadStatus.NeedMoreData)]
    [InlineData("012345", ReadStatus.TooLong)]
    public void TryReadTo_LimitAndLongDelimiter_EverySplit_HaveOneOutcome(string input, ReadStatus expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.Latin1.GetBytes(input)))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                Assert.Equal(expected, reader.TryReadTo("\r\n"u8, 4, out ReadOnlySpan<byte> bytes));
                Assert.Equal(expected == ReadStatus.Done ? 4 : 0, bytes.Length);
                Assert.Equal(expected == ReadStatus.Done ? 6 : 0, reader.Consumed);
                reader.Rewind(reader.Consumed);
                bool isThere = input.Contains("\r\n", StringComparison.Ordinal);
                ReadStatus unlimited = isThere ? ReadStatus.Done : ReadStatus.NeedMoreData;
                Assert.Equal(unlimited, reader.TryReadTo("\r\n"u8, long.MaxValue, out _));
            });
        }
    }

    [Fact]
    public void TryReadToAny_EverySplit_StopsAtTheFirst()
    {
        SearchValues<byte> delimiters = SearchValues.Create(",;"u8);
        foreach (byte[][] chunks in Chunkings.All("ab;cd,ef"u8))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                Assert.True(reader.TryReadToAny(out ReadOnlySpan<byte> bytes, delimiters, advancePastDelimiter: false));
                Assert.Equal("ab"u8, bytes);
                Assert.True(reader.TryAdvanceToAny(delimiters));
                Assert.True(reader.TryReadToAny(out bytes, delimiters));
                Assert.Equal("cd"u8, bytes);
                Assert.False(reader.TryReadToAny(out bytes, delimiters));
                Assert.False(reader.TryAdvanceToAny(delimiters));
                Assert.Equal(6, reader.Consumed);
            });
        }
    }

    [Fact]
    public void AdvancePast_EverySplit_CountsTheRun()
    {
        SearchValues<byte> blanks = SearchValues.Create(" \t"u8);
        foreach (byte[][] chunks in Chunkings.All("  \t x   "u8))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                Assert.Equal(2, reader.AdvancePast((byte)' '));
                Assert.Equal(0, reader.AdvancePast((byte)' '));
                Assert.Equal(2, reader.AdvancePastAny(blanks));
                Assert.True(reader.IsNext((byte)'x', advancePast: true));
                Assert.Equal(3, reader.AdvancePast((byte)' '));
                Assert.True(reader.End);
                Assert.Equal(0, reader.AdvancePast((byte)' '));
                Assert.False(reader.IsNext((byte)'x'));
            });
        }
    }

    [Fact]
    public void IsNext_EverySplit_ComparesWithoutMoving()
    {
        foreach (byte[][] chunks in Chunkings.All("GET /x"u8))
        {
            _sources.ForEach(chunks, static (ref BufferReader reader) =>
            {
                Assert.False(reader.IsNext("GET /y"u8, advancePast: true));
                Assert.False(reader.IsNext("GET /xx"u8, advancePast: true));
                Assert.Equal(0, reader.Consumed);
                Assert.True(reader.IsNext("GET "u8, advancePast: true));
                Assert.True(reader.IsNext("/x"u8));
                Assert.Equal(4, reader.Consumed);
            });
        }
    }

    private void AssertLimited(string input, ReadStatus expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.Latin1.GetBytes(input)))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                Assert.Equal(expected, reader.TryReadTo((byte)';', 10, out ReadOnlySpan<byte> bytes));
                Assert.Equal(expected == ReadStatus.Done ? input.Length : 0, reader.Consumed);
                Assert.Equal(expected == ReadStatus.Done ? input.Length - 1 : 0, bytes.Length);
            });
        }
    }
}
