using System;
using System.Buffers;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Searching;

public sealed partial class ChunkSearchTests
{
    [Theory]
    [InlineData("test|ing", "ti", 0, -1, 3)]
    [InlineData("test|ing", "ti", 4, -1, -1)]
    [InlineData("test|ing", "ti", 0, 4, -1)]
    [InlineData("test|ing", "ti", 3, 5, 3)]
    [InlineData("xa|b|c", "abc", 0, -1, 1)]
    [InlineData("a|b|c", "abc", 0, -1, 0)]
    [InlineData("hello|foo|cat|attack", "attack", 0, -1, 11)]
    [InlineData("hello|foo|cat|attack", "attacker", 0, -1, -1)]
    [InlineData("hello|foo|cat|attack", "oc", 0, -1, 7)]
    [InlineData("hello|foo|cat|attack", "cat", 7, -1, 8)]
    [InlineData("hello|foo|cat|attack", "tacking", 0, -1, -1)]
    [InlineData("hello|foo|cat|attack", "foo", 5, -1, 5)]
    [InlineData("hello|foo|cat|attack", "tat", 7, -1, 10)]
    [InlineData("hello|foo|cat|attack", "foo", 0, 12, 5)]
    [InlineData("hello|foo|cat|attack", "foocata", 0, 12, 5)]
    [InlineData("hello|foo|cat|attack", "foocatat", 0, 12, -1)]
    [InlineData("hello|foo|cat|attack", "ack", 0, 12, -1)]
    [InlineData("hello|foo|cat|attack", "attack", 0, 17, 11)]
    [InlineData("hello|foo|cat|attack", "attack", 17, -1, -1)]
    [InlineData("ab\r|\rx\r|\ny", "\r\n", 0, -1, 5)]
    [InlineData("/*b * b*/", "*/", 0, -1, 7)]
    [InlineData("ABABAB", "BAB", 0, -1, 1)]
    [InlineData("ABABAB", "BAB", 2, -1, 3)]
    [InlineData("ABABAB", "BAB", 4, -1, -1)]
    [InlineData("Hello\r|\nWorld", "\r\n", 0, 6, -1)]
    [InlineData("Hello\r|\nWorld", "\r\n", 0, 7, 5)]
    [InlineData("test", "", 4, -1, 4)]
    [InlineData("test", "", 5, -1, -1)]
    [InlineData("te|st", "", 3, -1, 3)]
    [InlineData("te|st", "", 3, 2, -1)]
    [InlineData("te|st", "", 2, 2, 2)]
    [InlineData("", "", 0, -1, 0)]
    [InlineData("", "", 1, -1, -1)]
    [InlineData("", "x", 0, -1, -1)]
    [InlineData("te|st", "t", 9, -1, -1)]
    [InlineData("te|st", "t", 0, 100, 0)]
    public void IndexOf_KnownCase_IsExact(string chunks, string needle, long start, long end, long expected)
    {
        using var input = new ChunkedInput(chunks);

        Assert.Equal(expected, ChunkSearch.IndexOf(input.View, Encoding.UTF8.GetBytes(needle), start, end));
    }

    [Fact]
    public void IndexOf_HundredByteNeedleInOneByteChunks_IsFound()
    {
        byte[] content = Enumerable.Range(0, 300).Select(static value => (byte)value).ToArray();
        using var input = new ChunkedInput(Chunkings.Fixed(content, 1));

        Assert.Equal(7, ChunkSearch.IndexOf(input.View, content.AsSpan(7, 100), 0, -1));
        Assert.Equal(7, ChunkSearch.LastIndexOf(input.View, content.AsSpan(7, 100), 0, -1));
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(0, -2)]
    [InlineData(long.MinValue, 0)]
    public void Search_NegativeBounds_Throws(long start, long end)
    {
        using var input = new ChunkedInput("te|st");

        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkSearch.IndexOf(input.View, (byte)'t', start, end));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkSearch.IndexOf(input.View, "st"u8, start, end));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkSearch.LastIndexOf(input.View, (byte)'t', start, end));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkSearch.LastIndexOf(input.View, "st"u8, start, end));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ChunkSearch.IndexOfAny(input.View, SearchValues.Create("ts"u8), start, end));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ChunkSearch.LastIndexOfAny(input.View, SearchValues.Create("ts"u8), start, end));
    }

    [Theory]
    [InlineData("abcabcaabb")]
    [InlineData("aaaaaaaa")]
    [InlineData("\r\n\r\r\n\n\r\n\r\n")]
    public void Search_AllSplitsAndBounds_EqualsTheModel(string text)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        byte[][] needles = Enumerable.Range(0, content.Length)
            .SelectMany(start => Enumerable.Range(0, content.Length - start + 1).Select(
                length => content.AsSpan(start, length).ToArray()))
            .Append("ca"u8.ToArray())
            .Append("zz"u8.ToArray())
            .DistinctBy(Convert.ToHexString)
            .ToArray();
        foreach (byte[][] chunks in Chunkings.All(content))
        {
            using var input = new ChunkedInput(chunks);
            foreach (byte[] needle in needles)
            {
                AssertAsModel(input, content, needle, 0, -1);
                AssertAsModel(input, content, needle, 1, content.Length - 1);
                AssertAsModel(input, content, needle, content.Length / 2, -1);
                AssertAsModel(input, content, needle, 0, content.Length / 2);
            }
        }
    }

    [Fact]
    public void Search_RandomContentChunksAndNeedles_EqualsTheModel()
    {
        SeededRandom.Check(300, static random =>
        {
            ReadOnlySpan<byte> alphabet = random.Chance(50) ? "ab"u8 : "abcdefghij\r\n"u8;
            byte[] content = random.NextBytes(random.NextLength(2000), alphabet);
            foreach (byte[][] chunks in Chunkings.Random(content, random, 3))
            {
                using var input = new ChunkedInput(chunks);
                for (int run = 0; run < 12; run++)
                {
                    int length = random.NextLength(Math.Min(content.Length, random.Chance(80) ? 12 : 600));
                    int at = random.Next(content.Length - length + 1);
                    byte[] needle = content.AsSpan(at, length).ToArray();
                    if (random.Chance(30) && length > 0)
                    {
                        needle[random.Next(length)] = (byte)'b';
                    }

                    long start = random.Next(content.Length + 2);
                    long end = random.Chance(50) ? -1 : random.Next(content.Length + 3);
                    AssertAsModel(input, content, needle, random.Chance(50) ? 0 : start, end);
                }
            }
        });
    }

    [Fact]
    public void Search_MatchAtEveryOffsetOfLongChunks_IsFound()
    {
        byte[] needle = "needle"u8.ToArray();
        byte[] content = new byte[400];
        for (int at = 0; at <= content.Length - needle.Length; at++)
        {
            Array.Fill(content, (byte)'e');
            needle.CopyTo(content, at);
            foreach (int chunkLength in new[] { 400, 197, 64, 13 })
            {
                using var input = new ChunkedInput(Chunkings.Fixed(content, chunkLength));
                Assert.Equal(at, ChunkSearch.IndexOf(input.View, needle, 0, -1));
                Assert.Equal(at, ChunkSearch.LastIndexOf(input.View, needle, 0, -1));
            }
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(4096)]
    [InlineData(1 << 20)]
    public void IndexOf_NeedleThatAlmostMatchesEverywhere_TakesLinearWork(int chunkLength)
    {
        byte[] content = new byte[1 << 20];
        Array.Fill(content, (byte)'a');
        foreach (int needleLength in new[] { 4, 32, 300, 5000 })
        {
            foreach (int oddAt in new[] { 0, needleLength / 2, needleLength - 1 })
            {
                byte[] needle = new byte[needleLength];
                Array.Fill(needle, (byte)'a');
                needle[oddAt] = (byte)'b';
                AssertLinear(content, needle, chunkLength, -1);
            }
        }
    }

    [Fact]
    public void IndexOf_RarePairEverywhereButNoMatch_TakesLinearWork()
    {
        byte[] unit = "Qaaaaaaa"u8.ToArray();
        byte[] content = Enumerable.Repeat(unit, 100_000).SelectMany(static bytes => bytes).ToArray();
        byte[] needle = [.. Enumerable.Repeat(unit, 500).SelectMany(static bytes => bytes), (byte)'a', (byte)'b'];
        AssertLinear(content, needle, 4096, -1);
        AssertLinear(content, [.. needle.Reverse()], 4096, -1);

        unit.CopyTo(content, content.Length - 8);
        AssertLinear([.. content, .. needle], needle, 1000, content.Length);
    }

    [Fact]
    public void Search_SteadyState_AllocatesNothing()
    {
        byte[] content = [.. Enumerable.Repeat((byte)'a', 5000), .. "\r\nend"u8];
        byte[] needle = [.. Enumerable.Repeat((byte)'a', 300), .. "\r\nend"u8];
        SearchValues<byte> values = SearchValues.Create("\r\n"u8);
        using var input = new ChunkedInput(Chunkings.Fixed(content, 700));
        AllocationAssert.Flat(
            () =>
            {
                _ = ChunkSearch.IndexOf(input.View, (byte)'\n', 0, -1);
                _ = ChunkSearch.IndexOf(input.View, "\r\n"u8, 0, -1);
                _ = ChunkSearch.IndexOf(input.View, needle, 0, -1);
                _ = ChunkSearch.LastIndexOf(input.View, needle, 0, -1);
                _ = ChunkSearch.IndexOfAny(input.View, values, 0, -1);
                _ = ChunkSearch.LastIndexOfAny(input.View, values, 0, -1);
            },
            200);
    }

    private static void AssertAsModel(ChunkedInput input, byte[] content, byte[] needle, long start, long end)
    {
        long expected = SearchModel.IndexOf(content, needle, start, end);
        long expectedLast = SearchModel.LastIndexOf(content, needle, start, end);
        Assert.Equal(expected, ChunkSearch.IndexOf(input.View, needle, start, end));
        Assert.Equal(expectedLast, ChunkSearch.LastIndexOf(input.View, needle, start, end));
        if (needle.Length == 1)
        {
            SearchValues<byte> values = SearchValues.Create(needle);
            Assert.Equal(expected, ChunkSearch.IndexOfAny(input.View, values, start, end));
            Assert.Equal(expectedLast, ChunkSearch.LastIndexOfAny(input.View, values, start, end));
        }
    }

    /// <summary>
    /// Counts, because time says little on a busy machine: comparisons in units of 16 bytes or a chunk, steps in bytes.
    /// Without the budget the work is about the product of the lengths.
    /// </summary>
    private static void AssertLinear(byte[] content, byte[] needle, int chunkLength, long expected)
    {
        using var input = new ChunkedInput(Chunkings.Fixed(content, chunkLength));
        var forward = new SearchWork();
        Assert.Equal(expected, ChunkSearch.IndexOf(input.View, needle, 0, -1, ref forward));
        Assert.InRange(forward.Spent, 0, (2L * content.Length) + 1024);
        Assert.InRange(forward.Stepped, 0, (2L * content.Length) + (6L * needle.Length));

        var backward = new SearchWork();
        Assert.Equal(expected, ChunkSearch.LastIndexOf(input.View, needle, 0, -1, ref backward));
        Assert.InRange(backward.Spent, 0, (2L * content.Length) + 1024);
        Assert.InRange(backward.Stepped, 0, (2L * content.Length) + (6L * needle.Length));
    }
}
