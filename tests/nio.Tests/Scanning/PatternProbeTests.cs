using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;
using Nio.Scanning;
using Xunit;

namespace Nio.Tests.Scanning;

public sealed class PatternProbeTests
{
    [Theory]
    [InlineData("a", "banana")]
    [InlineData("an", "banana")]
    [InlineData("ana", "banana")]
    [InlineData("aa", "aaaaaaa")]
    [InlineData("aaa", "aaaaaaa")]
    [InlineData("abab", "abababab")]
    [InlineData("banana", "banana")]
    [InlineData("bananas", "banana")]
    [InlineData("x", "")]
    public void Add_EveryCut_FindsEachPlaceOnce(string pattern, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        PatternProbe probe = new(Encoding.ASCII.GetBytes(pattern));
        List<long> expected = Naive(bytes, Encoding.ASCII.GetBytes(pattern));
        foreach (byte[][] chunks in Chunkings.All(bytes))
        {
            ContentAnswer answer = Feed(probe, chunks);
            Assert.True(expected.Count == answer.Count, $"{Chunkings.Describe(chunks)}: {answer.Count}");
            Assert.Equal(expected.Take(PatternProbe.FirstOffsetsMax), answer.FirstOffsets);
        }
    }

    [Fact]
    public void Add_RandomBytesInRandomChunks_EqualsTheModel()
    {
        Random random = new(20261125);
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = new byte[random.Next(60)];
            byte[] pattern = new byte[random.Next(1, 9)];
            for (int index = 0; index < bytes.Length; index++)
            {
                bytes[index] = (byte)random.Next(2);
            }

            for (int index = 0; index < pattern.Length; index++)
            {
                pattern[index] = (byte)random.Next(2);
            }

            PatternProbe probe = new(pattern);
            for (int start = 0; start < bytes.Length;)
            {
                int length = Math.Min(random.Next(1, 12), bytes.Length - start);
                probe.Add(bytes.AsSpan(start, length));
                start += length;
            }

            List<long> expected = Naive(bytes, pattern);
            ContentAnswer answer = probe.Finish();
            Assert.Equal(expected.Count, answer.Count);
            Assert.Equal(expected.Take(PatternProbe.FirstOffsetsMax), answer.FirstOffsets);
        }
    }

    private static ContentAnswer Feed(PatternProbe probe, byte[][] chunks)
    {
        foreach (byte[] chunk in chunks)
        {
            probe.Add(chunk);
        }

        return probe.Finish();
    }

    private static List<long> Naive(byte[] bytes, byte[] pattern)
    {
        List<long> places = [];
        for (int start = 0; start + pattern.Length <= bytes.Length; start++)
        {
            if (bytes.AsSpan(start, pattern.Length).SequenceEqual(pattern))
            {
                places.Add(start);
            }
        }

        return places;
    }
}
