using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Native.TestKit.Tests;

public sealed class ChunkingsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(12, 2048)]
    public void All_ShortInput_GivesEverySplitOnce(int length, int expectedCount)
    {
        byte[] input = [.. Enumerable.Range(0, length).Select(static i => (byte)i)];
        byte[][][] splits = [.. Chunkings.All(input)];
        Assert.Equal(expectedCount, splits.Select(Chunkings.Describe).Distinct().Count());
        Assert.Equal(expectedCount, splits.Length);
        Assert.All(splits, split => AssertSplitOf(input, split));
    }

    [Fact]
    public void All_EmptyInput_GivesOneSplitWithoutChunks()
    {
        Assert.Empty(Assert.Single(Chunkings.All([])));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(1000)]
    public void All_LongInput_GivesWholeBytesAndBothEdgeCuts(int length)
    {
        byte[] input = new SeededRandom(7).NextBytes(length);
        byte[][][] splits = [.. Chunkings.All(input)];
        Assert.All(splits, split => AssertSplitOf(input, split));
        HashSet<string> lengths = [.. splits.Select(Chunkings.Describe)];
        Assert.Contains($"{length}", lengths);
        Assert.Contains($"1+{length - 1}", lengths);
        Assert.Contains($"{length - 1}+1", lengths);
        Assert.Contains(splits, split => split.Length == length);
        Assert.Equal(splits.Select(Chunkings.Describe), Chunkings.All(input).Select(Chunkings.Describe));
    }

    [Fact]
    public void ToSequence_Chunks_AreItsSegments()
    {
        ReadOnlySequence<byte> sequence = Chunkings.ToSequence(["ab"u8.ToArray(), "c"u8.ToArray()]);
        Assert.Equal("abc"u8, sequence.ToArray());
        Assert.Equal(2, sequence.FirstSpan.Length);
        Assert.True(Chunkings.ToSequence([]).IsEmpty);
    }

    private static void AssertSplitOf(byte[] input, byte[][] split)
    {
        Assert.Equal(input, Chunkings.Join(split));
        Assert.DoesNotContain(split, static chunk => chunk.Length == 0);
    }
}
