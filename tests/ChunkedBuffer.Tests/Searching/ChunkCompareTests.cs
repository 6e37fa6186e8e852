using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Searching;

public sealed class ChunkCompareTests
{
    [Fact]
    public void Compare_AllSplitsOfNeighbours_EqualsTheSpanAnswer()
    {
        byte[] content = "abcabd\u00ff"u8.ToArray();
        byte[][] others =
        [
            content, [.. content, 0], content[..^1], "abcabc\u00ff"u8.ToArray(), "abcabe"u8.ToArray(), [], [0xFF], [0],
        ];
        foreach (byte[][] chunks in Chunkings.All(content))
        {
            using var input = new ChunkedInput(chunks);
            foreach (byte[] other in others)
            {
                foreach (int chunkLength in new[] { 1, 3, 100 })
                {
                    byte[][] otherChunks = Chunkings.Fixed(other, chunkLength);
                    using var otherInput = new ChunkedInput(otherChunks);
                    AssertAsSpans(input, content, otherInput, other, Chunkings.ToSequence(otherChunks));
                }
            }
        }
    }

    [Fact]
    public void Compare_RandomContent_EqualsTheSpanAnswer()
    {
        SeededRandom.Check(200, static random =>
        {
            byte[] content = random.NextBytes(random.NextLength(3000));
            byte[] other = content[..random.Next(content.Length + 1)];
            if (other.Length > 0 && random.Chance(50))
            {
                other[random.Next(other.Length)] ^= (byte)random.Next(1, 256);
            }

            byte[][] chunks = Chunkings.Random(content, random, 1).Single();
            byte[][] otherChunks = Chunkings.Random(other, random, 1).Single();
            using var input = new ChunkedInput(chunks);
            using var otherInput = new ChunkedInput(otherChunks);
            AssertAsSpans(input, content, otherInput, other, Chunkings.ToSequence(otherChunks));
            AssertAsSpans(otherInput, other, input, content, Chunkings.ToSequence(chunks));
        });
    }

    [Fact]
    public void StartsWithAndEndsWith_AllSplits_EqualTheSpanAnswer()
    {
        byte[] content = "abcabc"u8.ToArray();
        foreach (byte[][] chunks in Chunkings.All(content))
        {
            using var input = new ChunkedInput(chunks);
            for (int length = 0; length <= content.Length; length++)
            {
                Assert.True(ChunkCompare.StartsWith(input.View, content.AsSpan(0, length)));
                Assert.True(ChunkCompare.EndsWith(input.View, content.AsSpan(content.Length - length)));
            }

            Assert.False(ChunkCompare.StartsWith(input.View, "abd"u8));
            Assert.False(ChunkCompare.StartsWith(input.View, "abcabca"u8));
            Assert.False(ChunkCompare.EndsWith(input.View, "bbc"u8));
            Assert.False(ChunkCompare.EndsWith(input.View, "cabcabc"u8));
        }
    }

    [Fact]
    public void ContentHash_EverySplitOfEveryLength_IsThatOfTheWhole()
    {
        byte[] content = Enumerable.Range(0, 200).Select(static value => (byte)(value * 7)).ToArray();
        for (int length = 0; length <= content.Length; length++)
        {
            byte[] part = content[..length];
            ulong expected = ContentHash.Of(new ChunkView(part));
            foreach (int chunkLength in new[] { 1, 7, 8, 15, 16, 17, 63, 64, 65, 129 })
            {
                using var input = new ChunkedInput(Chunkings.Fixed(part, chunkLength));
                Assert.Equal(expected, ContentHash.Of(input.View));
            }
        }

        foreach (byte[][] chunks in Chunkings.All(content.AsSpan(0, 12)))
        {
            using var input = new ChunkedInput(chunks);
            Assert.Equal(ContentHash.Of(new ChunkView(content.AsSpan(0, 12))), ContentHash.Of(input.View));
        }
    }

    [Fact]
    public void ContentHash_RandomSplits_IsThatOfTheWhole()
    {
        SeededRandom.Check(100, static random =>
        {
            byte[] content = random.NextBytes(random.NextLength(5000));
            using var input = new ChunkedInput(Chunkings.Random(content, random, 1).Single());
            Assert.Equal(ContentHash.Of(new ChunkView(content)), ContentHash.Of(input.View));
        });
    }

    [Fact]
    public void ContentHash_SingleBitsLengthsAndSwaps_AreAllDifferent()
    {
        var hashes = new HashSet<ulong>();
        int count = 0;
        foreach (int length in new[] { 1, 7, 8, 9, 15, 16, 17, 40, 64, 65, 128, 200 })
        {
            byte[] content = new byte[length];
            count++;
            hashes.Add(ContentHash.Of(new ChunkView(content)));
            for (int bit = 0; bit < length * 8; bit++)
            {
                content[bit / 8] ^= (byte)(1 << (bit % 8));
                count++;
                hashes.Add(ContentHash.Of(new ChunkView(content)));
                content[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.Equal(count, hashes.Count);
    }

    [Fact]
    public void ContentHash_OneFlippedBit_FlipsHalfOfTheHash()
    {
        SeededRandom random = SeededRandom.Create();
        foreach (int length in new[] { 3, 8, 24, 64, 100, 300 })
        {
            long flipped = 0;
            const int Runs = 4000;
            for (int run = 0; run < Runs; run++)
            {
                byte[] content = random.NextBytes(length);
                ulong before = ContentHash.Of(new ChunkView(content));
                content[random.Next(length)] ^= (byte)(1 << random.Next(8));
                flipped += System.Numerics.BitOperations.PopCount(before ^ ContentHash.Of(new ChunkView(content)));
            }

            // 32 of 64 bits on average; the mean of 4000 runs strays by 0.07.
            Assert.InRange(flipped / (double)Runs, 31.4, 32.6);
        }
    }

    [Fact]
    public void Compare_SteadyState_AllocatesNothing()
    {
        byte[] content = new byte[3000];
        using var input = new ChunkedInput(Chunkings.Fixed(content, 100));
        using var other = new ChunkedInput(Chunkings.Fixed(content, 170));
        ReadOnlySequence<byte> sequence = Chunkings.ToSequence(Chunkings.Fixed(content, 300));
        AllocationAssert.Flat(
            () =>
            {
                _ = ChunkCompare.Equal(input.View, other.View);
                _ = ChunkCompare.Compare(input.View, content);
                _ = ChunkCompare.Equal(input.View, sequence);
                _ = ContentHash.Of(input.View);
            },
            200);
    }

    private static void AssertAsSpans(
        ChunkedInput input, byte[] content, ChunkedInput otherInput, byte[] other, ReadOnlySequence<byte> sequence)
    {
        int order = Math.Sign(content.AsSpan().SequenceCompareTo(other));
        Assert.Equal(order, Math.Sign(ChunkCompare.Compare(input.View, other)));
        Assert.Equal(order, Math.Sign(ChunkCompare.Compare(input.View, otherInput.View)));
        Assert.Equal(order, Math.Sign(ChunkCompare.Compare(input.View, sequence)));
        Assert.Equal(order == 0, ChunkCompare.Equal(input.View, other));
        Assert.Equal(order == 0, ChunkCompare.Equal(input.View, otherInput.View));
        Assert.Equal(order == 0, ChunkCompare.Equal(input.View, sequence));
    }
}
