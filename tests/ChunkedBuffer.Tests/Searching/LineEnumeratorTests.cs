using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Searching;

public sealed class LineEnumeratorTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("abc")]
    [InlineData("abc\r\n")]
    [InlineData("a\n\r\nb\rc\nd")]
    [InlineData("\r\n\r\n\n\r")]
    [InlineData("ab\ncd\r\nef\n")]
    public void EnumerateLines_AllSplits_EqualsTheModel(string text)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        using var factory = new BufferFactory();
        foreach (byte[][] chunks in Chunkings.All(content))
        {
            using ChunkedBuffer buffer = factory.Chunks(chunks);
            AssertAsModel(buffer, content);
        }
    }

    [Fact]
    public void EnumerateLines_RandomLinesAndChunks_EqualsTheModel()
    {
        SeededRandom.Check(60, static random =>
        {
            ReadOnlySpan<byte> alphabet = random.Chance(50) ? "abcdefgh\r\n"u8 : "abc\n"u8;
            byte[] content = random.NextBytes(random.NextLength(4000), alphabet);
            if (random.Chance(30))
            {
                content.AsSpan().Replace((byte)'b', (byte)'a');
                content.AsSpan(0, content.Length / 2).Replace((byte)'\n', (byte)'a');
            }

            using var factory = new BufferFactory();
            foreach (byte[][] chunks in Chunkings.Random(content, random, 2))
            {
                using ChunkedBuffer buffer = factory.Chunks(chunks);
                AssertAsModel(buffer, content);
            }
        });
    }

    [Fact]
    public void EnumerateLines_ResearchCaseWithLoneReturns_GivesFourLines()
    {
        using var factory = new BufferFactory();
        using ChunkedBuffer buffer = factory.Chunks(
            "Line with\rin the mid", "dle\nLine with good crlf\r", "\n\nfinal\n");

        Assert.Equal(
            ["Line with\rin the middle", "Line with good crlf", "", "final"],
            Collect(buffer.EnumerateLines()).Select(static line => line.Text));
    }

    [Theory]
    [InlineData("append")]
    [InlineData("skip")]
    [InlineData("take")]
    [InlineData("prepend")]
    [InlineData("coalesce")]
    public void MoveNext_AfterTheBufferChanged_Throws(string change)
    {
        using var factory = new BufferFactory();
        using ChunkedBuffer buffer = factory.Chunks("a\nb\n", "c\nd\n");
        LineEnumerator lines = buffer.EnumerateLines();
        ChunkEnumerator chunks = buffer.Chunks;
        Assert.True(lines.MoveNext());
        Assert.True(chunks.MoveNext());
        switch (change)
        {
            case "append":
                buffer.Append("x"u8);
                break;
            case "skip":
                buffer.Skip(1);
                break;
            case "take":
                buffer.Take(1).Dispose();
                break;
            case "prepend":
                buffer.Prepend("x"u8);
                break;
            default:
                buffer.Coalesce();
                break;
        }

        AssertThrows(ref lines);
        bool chunksThrew = false;
        try
        {
            chunks.MoveNext();
        }
        catch (InvalidOperationException)
        {
            chunksThrew = true;
        }

        Assert.True(chunksThrew);
    }

    [Fact]
    public void EnumerateLines_SplitLines_GiveTheirBlockBack()
    {
        using var factory = new BufferFactory();
        using ChunkedBuffer buffer = factory.Chunks("ab", "c\nde", "f\n", new string('x', 3000), "y\nz");
        long before = factory.Pool.GetStatistics().RentedBlocks;
        int count = 0;
        foreach (ReadOnlySpan<byte> line in buffer.EnumerateLines())
        {
            count += line.IsEmpty ? 0 : 1;
        }

        Assert.Equal(4, count);
        Assert.Equal(before, factory.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void EnumerateLines_SteadyState_AllocatesNothing()
    {
        using var buffer = new ChunkedBuffer(null, new ChunkedBufferOptions { CopyThreshold = 0 });
        for (int index = 0; index < 50; index++)
        {
            buffer.Append("a line that is split\r\nover "u8);
        }

        using BufferSlice slice = buffer.Peek(-1);
        AllocationAssert.Flat(
            () =>
            {
                foreach (ReadOnlySpan<byte> line in buffer.EnumerateLines())
                {
                    _ = line.Length;
                }

                foreach (ReadOnlySpan<byte> line in slice.EnumerateLines())
                {
                    _ = line.Length;
                }

                foreach (ReadOnlySpan<byte> chunk in slice.Chunks)
                {
                    _ = chunk.Length;
                }
            },
            300);
    }

    private static void AssertThrows(ref LineEnumerator lines)
    {
        bool threw = false;
        try
        {
            lines.MoveNext();
        }
        catch (InvalidOperationException)
        {
            threw = true;
        }

        Assert.True(threw);
        lines.Dispose();
    }

    private static void AssertAsModel(ChunkedBuffer buffer, byte[] content)
    {
        List<(long Offset, string Text)> expected = Model(content, out int unterminated);
        Assert.Equal(expected, Collect(buffer.EnumerateLines()));
        Assert.Equal(
            expected.Take(expected.Count - unterminated), Collect(buffer.EnumerateLines(includeUnterminated: false)));
        using BufferSlice slice = buffer.Peek(-1);
        Assert.Equal(expected, Collect(slice.EnumerateLines()));
        Assert.Equal(content, slice.ToArray());

        var joined = new List<byte>();
        foreach (ReadOnlySpan<byte> chunk in slice.Chunks)
        {
            Assert.False(chunk.IsEmpty);
            joined.AddRange(chunk.ToArray());
        }

        Assert.Equal(content, joined);
    }

    private static List<(long Offset, string Text)> Collect(LineEnumerator lines)
    {
        var result = new List<(long, string)>();
        while (lines.MoveNext())
        {
            result.Add((lines.CurrentOffset, Encoding.Latin1.GetString(lines.Current)));
        }

        Assert.False(lines.MoveNext());
        lines.Dispose();
        lines.Dispose();
        return result;
    }

    private static List<(long Offset, string Text)> Model(byte[] content, out int unterminated)
    {
        var lines = new List<(long, string)>();
        int start = 0;
        for (int at = 0; at < content.Length; at++)
        {
            if (content[at] == '\n')
            {
                int end = at > start && content[at - 1] == '\r' ? at - 1 : at;
                lines.Add((start, Encoding.Latin1.GetString(content, start, end - start)));
                start = at + 1;
            }
        }

        unterminated = start < content.Length ? 1 : 0;
        if (unterminated == 1)
        {
            lines.Add((start, Encoding.Latin1.GetString(content, start, content.Length - start)));
        }

        return lines;
    }
}
