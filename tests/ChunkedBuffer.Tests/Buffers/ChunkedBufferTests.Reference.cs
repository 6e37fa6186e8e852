using System;
using System.Collections.Generic;
using System.Text;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <content>The programs of the reference document, in .NET's terms.</content>
public sealed partial class ChunkedBufferTests
{
    private const string ChunkedMessage =
        "9\r\nLet's try\r\n6\r\n to pa\r\n7\r\nrse an \r\n5\r\nchunk\r\n2\r\ned\r\n6\r\n messa\r\n"
        + "7\r\nge like\r\n7\r\n redis \r\n"
        + "24\r\nor HTTP chunked encoding\r\n4\r\n use\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(4096)]
    public void Reference_ToyChunkedParser_MergesTheParts(int chunkLength)
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(chunkLength);
        buffer.Append(Encoding.ASCII.GetBytes(ChunkedMessage));
        var parts = new List<BufferSlice>();
        long left = -1;
        while (true)
        {
            if (left >= 0)
            {
                BufferSlice part = buffer.Take(left);
                left -= part.Length;
                parts.Add(part);
                if (left == 0)
                {
                    buffer.Skip(2);
                    left = -1;
                }
            }

            if (left < 0)
            {
                long index = buffer.IndexOf("\r\n"u8);
                if (index < 0)
                {
                    break;
                }

                using BufferSlice digits = buffer.Take(index);
                Assert.True(digits.TryParse(out left));
                buffer.Skip(2);
            }
        }

        using BufferSlice merged = BufferSlice.Concat([.. parts]);
        parts.ForEach(part => part.Dispose());
        Assert.True(merged.SequenceEqual(
            "Let's try to parse an chunked message like redis or HTTP chunked encoding use"u8));
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Reference_Usage_FindTakeTakeUntilStrip()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(3);
        buffer.Append("test\r\n"u8);
        long index = buffer.IndexOf("\r\n"u8);
        Assert.Equal(4, index);
        using (BufferSlice peeked = buffer.Peek(index))
        using (BufferSlice stripped = peeked.Trim("t"u8))
        {
            Assert.True(stripped.SequenceEqual("es"u8));
        }

        Assert.True(buffer.TryTakeUntil("\r\n"u8, out BufferSlice message));
        Assert.Equal("test", message.TakeText());
        Assert.False(buffer.TryTakeUntil("\r\n"u8, out _));
    }

    [Fact]
    public void Reference_ChunksAndCopies_ShowTheSameBytes()
    {
        using BufferSlice slice = _factory.SliceOf("one,", "two,th", "ree");
        var chunks = new List<string>();
        foreach (ReadOnlySpan<byte> chunk in slice.Chunks)
        {
            chunks.Add(Encoding.ASCII.GetString(chunk));
        }

        Assert.Equal(["one,", "two,th", "ree"], chunks);
        Assert.Equal("one,two,three", Encoding.ASCII.GetString(slice.ToArray()));
        BufferSlice[] fields = slice.Split(","u8);
        Assert.Equal(["one", "two", "three"], Array.ConvertAll(fields, field => field.TakeText()));
    }
}
