using System;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Searching;

public sealed class ChunkCopyTests
{
    [Fact]
    public void CopyTo_AllSplitsStartsAndLengths_CopiesThatPart()
    {
        byte[] content = "abcdefghi"u8.ToArray();
        foreach (byte[][] chunks in Chunkings.All(content))
        {
            using var input = new ChunkedInput(chunks);
            Assert.Equal(content, ChunkCopy.ToArray(input.View));
            for (int start = 0; start <= content.Length; start++)
            {
                for (int room = 0; room <= content.Length + 1; room++)
                {
                    byte[] destination = new byte[room];
                    int copied = ChunkCopy.CopyTo(input.View, start, destination);
                    Assert.Equal(Math.Min(room, content.Length - start), copied);
                    Assert.Equal(content.AsSpan(start, copied).ToArray(), destination[..copied]);
                }
            }
        }
    }

    [Fact]
    public void CopyTo_TooShortDestination_ThrowsAndNamesBothLengths()
    {
        using var input = new ChunkedInput("abc|def");

        var exception = Assert.Throws<ArgumentException>(() => ChunkCopy.CopyTo(input.View, new byte[5]));

        Assert.Contains("5", exception.Message, StringComparison.Ordinal);
        Assert.Contains("6", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    public void CopyTo_StartOutside_Throws(long start)
    {
        using var input = new ChunkedInput("abc|def");

        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkCopy.CopyTo(input.View, start, new byte[5]));
    }

    [Fact]
    public void ToArray_MoreThanAnArrayHolds_ThrowsBeforeAllocating()
    {
        // One block stands for many: the view is longer than an array can be, the memory behind it is not.
        using var input = new LongInput(repetitions: 2200, chunkLength: 1 << 20);

        Assert.Throws<InvalidOperationException>(() => ChunkCopy.ToArray(input.View));
    }
}
