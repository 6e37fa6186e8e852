using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Searching;

public sealed class LineIndexTests
{
    [Theory]
    [InlineData("a\nb\n\nc\n")]
    [InlineData("\n\n\n\n\n\n\n\n")]
    [InlineData("")]
    public void FindAll_AllSplits_GivesEveryPosition(string text)
    {
        byte[] content = System.Text.Encoding.UTF8.GetBytes(text);
        foreach (byte[][] chunks in Chunkings.All(content))
        {
            using var input = new ChunkedInput(chunks);
            AssertAsModel(input, content);
        }
    }

    [Fact]
    public void FindAll_RandomDensityAndChunks_GivesEveryPosition()
    {
        SeededRandom.Check(200, static random =>
        {
            byte[] content = Lines(random, random.NextLength(6000));
            foreach (byte[][] chunks in Chunkings.Random(content, random, 3))
            {
                using var input = new ChunkedInput(chunks);
                AssertAsModel(input, content);
            }

            using var whole = new ChunkedInput(content.Length == 0 ? [] : [content]);
            AssertAsModel(whole, content);
        });
    }

    [Fact]
    public void FindAll_FewPositions_ContinuesBehindTheLast()
    {
        SeededRandom.Check(100, static random =>
        {
            byte[] content = Lines(random, random.NextLength(4000));
            using var input = new ChunkedInput(Chunkings.Fixed(content, random.Next(1, 1500)));
            long[] expected = Positions(content);
            var found = new List<long>();
            long[] positions = new long[random.Next(1, 70)];
            long start = 0;
            int count;
            while ((count = LineIndex.FindAll<long>(input.View, (byte)'\n', positions, start)) > 0)
            {
                found.AddRange(positions[..count]);
                start = positions[count - 1] + 1;
            }

            Assert.Equal(expected, found);
        });
    }

    [Fact]
    public void FindAll_RoomBehindTheCount_IsNotPromisedButNothingOutsideIsWritten()
    {
        byte[] content = Enumerable.Repeat((byte)'\n', 1000).ToArray();
        using var input = new ChunkedInput([content]);
        int[] positions = Enumerable.Repeat(-7, 30).ToArray();

        Assert.Equal(20, LineIndex.FindAll<int>(input.View, (byte)'\n', positions.AsSpan(5, 20), 3));
        Assert.Equal(Enumerable.Range(3, 20), positions[5..25]);
        Assert.All(positions[..5].Concat(positions[25..]), static position => Assert.Equal(-7, position));
    }

    [Fact]
    public void FindAll_NegativeStart_Throws()
    {
        using var input = new ChunkedInput("a|b");

        Assert.Throws<ArgumentOutOfRangeException>(
            () => LineIndex.FindAll<long>(input.View, (byte)'\n', new long[1], -1));
    }

    [Fact]
    public void FindAll_NoRoomOrStartBehindTheEnd_WritesNothing()
    {
        using var input = new ChunkedInput("\n|\n");

        Assert.Equal(0, LineIndex.FindAll<long>(input.View, (byte)'\n', default, 0));
        Assert.Equal(0, LineIndex.FindAll<long>(input.View, (byte)'\n', new long[4], 2));
        Assert.Equal(0, LineIndex.FindAll<long>(input.View, (byte)'\n', new long[4], 99));
    }

    [Fact]
    public void MatchCursor_ChunkThatGrowsAndIsConsumed_FindsEveryMatchOnce()
    {
        SeededRandom.Check(200, static random =>
        {
            byte[] content = Lines(random, random.NextLength(5000));
            long[] expected = Positions(content);
            var found = new List<long>();
            var cursor = default(MatchCursor);
            int front = 0;
            int end = 0;
            while (true)
            {
                while (cursor.TryNext(content.AsSpan(front, end - front), (byte)'\n', out int index))
                {
                    found.Add(front + index);
                    if (random.Chance(50))
                    {
                        front += index + 1;
                        cursor.Rebase(index + 1);
                    }
                }

                Assert.Equal(end, front + cursor.Scanned);
                if (end == content.Length)
                {
                    break;
                }

                end = Math.Min(content.Length, end + random.Next(1, 300));
            }

            Assert.Equal(expected, found);
        });
    }

    private static void AssertAsModel(ChunkedInput input, byte[] content)
    {
        long[] expected = Positions(content);
        Assert.Equal(expected.Length, LineIndex.Count(input.View, (byte)'\n'));
        foreach (int room in new[] { content.Length + 100, expected.Length, expected.Length / 2 })
        {
            long[] longs = new long[room];
            int count = LineIndex.FindAll<long>(input.View, (byte)'\n', longs, 0);
            Assert.Equal(expected.Take(room), longs.Take(count));

            int[] ints = new int[room];
            count = LineIndex.FindAll<int>(input.View, (byte)'\n', ints, 0);
            Assert.Equal(expected.Take(room), ints.Take(count).Select(static position => (long)position));
        }
    }

    private static long[] Positions(byte[] content) =>
        Enumerable.Range(0, content.Length).Where(at => content[at] == '\n').Select(static at => (long)at).ToArray();

    /// <summary>Runs of lines of very different length, so that every branch of the index has its turn.</summary>
    private static byte[] Lines(SeededRandom random, int length)
    {
        byte[] content = new byte[length];
        Array.Fill(content, (byte)'x');
        for (int at = 0; at < length;)
        {
            int lineMax = random.Pick<int>([1, 3, 20, 90, 700, 3000]);
            for (int line = random.Next(20); line >= 0 && at < length; line--)
            {
                at += random.Next(lineMax);
                if (at < length)
                {
                    content[at++] = (byte)'\n';
                }
            }
        }

        return content;
    }
}
