using System;
using System.Collections.Generic;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Searching;

/// <summary>Splitting, words, lines and trimming, against what bytearray does.</summary>
public sealed class ChunkRangesTests
{
    [Theory]
    [InlineData("", ",", -1, new[] { "" })]
    [InlineData(",", ",", -1, new[] { "", "" })]
    [InlineData("a,b,,c", ",", -1, new[] { "a", "b", "", "c" })]
    [InlineData("a,b,,c", ",", 0, new[] { "a,b,,c" })]
    [InlineData("a,b,,c", ",", 2, new[] { "a", "b", ",c" })]
    [InlineData("aaaaa", "aa", -1, new[] { "", "", "a" })]
    [InlineData("a--b--", "--", -1, new[] { "a", "b", "" })]
    [InlineData("abc", "x", 5, new[] { "abc" })]
    public void SplitRanges_AllSplits_AreThoseOfBytearray(
        string text, string separator, int splitsMax, string[] expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.UTF8.GetBytes(text)))
        {
            using var input = new ChunkedInput(chunks);
            var parts = new List<string>();
            foreach (SliceRange part in new SplitRanges(input.View, Encoding.UTF8.GetBytes(separator), splitsMax))
            {
                parts.Add(text.Substring((int)part.Start, (int)part.Length));
            }

            Assert.Equal(expected, parts);
        }
    }

    [Fact]
    public void SplitRanges_EmptySeparatorOrBadLimit_Throws()
    {
        using var input = new ChunkedInput("a|b");

        Assert.Throws<ArgumentException>(() => _ = new SplitRanges(input.View, default, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new SplitRanges(input.View, ","u8, -2));
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" \t\r\n\v\f", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("  a b\tc \n", new[] { "a", "b", "c" })]
    public void WordRanges_AllSplits_AreRunsWithoutWhitespace(string text, string[] expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.UTF8.GetBytes(text)))
        {
            using var input = new ChunkedInput(chunks);
            var words = new List<string>();
            foreach (SliceRange word in new WordRanges(input.View))
            {
                words.Add(text.Substring((int)word.Start, (int)word.Length));
            }

            Assert.Equal(expected, words);
        }
    }

    [Theory]
    [InlineData("", new string[0], new string[0])]
    [InlineData("\n", new[] { "" }, new[] { "\n" })]
    [InlineData("\r\n", new[] { "" }, new[] { "\r\n" })]
    [InlineData("a\nb", new[] { "a", "b" }, new[] { "a\n", "b" })]
    [InlineData("a\r\n\nb\r", new[] { "a", "", "b\r" }, new[] { "a\r\n", "\n", "b\r" })]
    [InlineData("a\rb\r\r\nc", new[] { "a\rb\r", "c" }, new[] { "a\rb\r\r\n", "c" })]
    public void LineRanges_AllSplits_EndAtLineFeeds(string text, string[] expected, string[] expectedWithEnds)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.UTF8.GetBytes(text)))
        {
            using var input = new ChunkedInput(chunks);
            Assert.Equal(expected, Lines(input, text, keepEnds: false));
            Assert.Equal(expectedWithEnds, Lines(input, text, keepEnds: true));
        }
    }

    [Fact]
    public void Trim_AllSplits_EqualsTheModel()
    {
        foreach (string text in new[] { "", "   ", " a b ", "a", "\t\n a", "xxaxx", "xyayx" })
        {
            byte[] content = Encoding.UTF8.GetBytes(text);
            foreach (byte[][] chunks in Chunkings.All(content))
            {
                using var input = new ChunkedInput(chunks);
                foreach (string trimmed in new[] { " \t\n\r\v\f", "x", "xy", "" })
                {
                    AssertTrim(input, text, trimmed, atStart: true, atEnd: true);
                    AssertTrim(input, text, trimmed, atStart: true, atEnd: false);
                    AssertTrim(input, text, trimmed, atStart: false, atEnd: true);
                }
            }
        }
    }

    private static string[] Lines(ChunkedInput input, string text, bool keepEnds)
    {
        var lines = new List<string>();
        foreach (SliceRange line in new LineRanges(input.View, keepEnds))
        {
            lines.Add(text.Substring((int)line.Start, (int)line.Length));
        }

        return [.. lines];
    }

    private static void AssertTrim(ChunkedInput input, string text, string trimmed, bool atStart, bool atEnd)
    {
        int start = 0;
        int end = text.Length;
        while (atStart && start < end && trimmed.Contains(text[start], StringComparison.Ordinal))
        {
            start++;
        }

        while (atEnd && end > start && trimmed.Contains(text[end - 1], StringComparison.Ordinal))
        {
            end--;
        }

        SliceRange actual = ChunkTrim.Trim(input.View, Encoding.UTF8.GetBytes(trimmed), atStart, atEnd);
        Assert.Equal(end - start, actual.Length);
        Assert.True(end == start || actual.Start == start);
        Assert.InRange(actual.Start, 0, text.Length);
    }
}
