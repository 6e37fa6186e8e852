using System;
using Xunit;

namespace ChunkedBuffers.Tests.Searching;

/// <summary>Offsets beyond 2 GiB.</summary>
public sealed class LongContentTests
{
    private const int ChunkLength = 1 << 20;
    private const int Repetitions = 2100;

    [Fact]
    public void Search_BehindTwoGibibytes_GivesLongOffsets()
    {
        using var input = new LongInput(Repetitions, ChunkLength);
        input.Chunk.Span.Clear();
        "\nb"u8.CopyTo(input.Chunk.Span[(ChunkLength - 2)..]);
        "a"u8.CopyTo(input.Chunk.Span);
        long last = (long)Repetitions * ChunkLength;
        long start = last - ChunkLength;

        Assert.True(start > int.MaxValue);
        Assert.Equal(last - 2, ChunkSearch.IndexOf(input.View, (byte)'\n', start, -1));
        Assert.Equal(last - 2, ChunkSearch.LastIndexOf(input.View, (byte)'\n', 0, -1));
        Assert.Equal(start - 2, ChunkSearch.IndexOf(input.View, "\nba"u8, start - 2, -1));
        Assert.Equal(start - 2, ChunkSearch.LastIndexOf(input.View, "\nba"u8, 0, -1));
        Assert.Equal(Repetitions, LineIndex.Count(input.View, (byte)'\n'));

        long[] positions = new long[2];
        Assert.Equal(2, LineIndex.FindAll<long>(input.View, (byte)'\n', positions, start - 2));
        Assert.Equal([start - 2, last - 2], positions);
        Assert.Throws<OverflowException>(() => LineIndex.FindAll<int>(input.View, (byte)'\n', new int[2], 0));
    }
}
