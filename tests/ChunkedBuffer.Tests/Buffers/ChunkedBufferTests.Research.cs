using System;
using System.Collections.Generic;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <content>
/// Cases of other libraries' suites that belong to no single member; docs/design/0003-case-coverage.md lists all.
/// </content>
public sealed partial class ChunkedBufferTests
{
    [Fact]
    public void TryTakeUntil_BytesSearchedBefore_AreNotLookedAtAgain()
    {
        // Changing the memory shows what is looked at: a second look would find the delimiter.
        byte[] foreign = new byte[5000];
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.Append("front"u8);
        buffer.AppendExternal(foreign);
        Assert.False(buffer.TryTakeUntil("##"u8, out _));
        foreign.AsSpan(0, 4990).Fill((byte)'#');
        buffer.Append("back"u8);
        Assert.False(buffer.TryTakeUntil("##"u8, out _));
        Assert.Equal(5, buffer.Skip(5));
        Assert.False(buffer.TryTakeUntil("##"u8, out _));
        Assert.Equal(TakeStatus.TooLong, buffer.TryTakeUntil("##"u8, 100, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryTakeLine_BytesSearchedBefore_AreNotLookedAtAgain(bool hasChunkInFront)
    {
        byte[] foreign = new byte[5000];
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.Append(hasChunkInFront ? "front"u8 : default);
        buffer.AppendExternal(foreign);
        Assert.False(buffer.TryTakeLine(out _));
        Array.Fill(foreign, (byte)'\n');
        Assert.False(buffer.TryTakeLine(out _));
        buffer.Append("back\n"u8);
        Assert.True(buffer.TryTakeLine(out BufferSlice line));
        Assert.Equal(0, buffer.Length);
        Assert.Equal(5004 + (hasChunkInFront ? 5 : 0), line.Length);
        line.Dispose();
    }

    [Fact]
    public void TryTakeUntil_StrictLineEndsOverChunks_WaitsForTheLast()
    {
        using ChunkedBuffer buffer = _factory.Chunks(" and a bad crlf\nand a good one\r", "\n\r", "\nMore\r");
        Assert.True(buffer.TryTakeUntil("\r\n"u8, out BufferSlice line));
        Assert.Equal(" and a bad crlf\nand a good one", line.TakeText());
        Assert.True(buffer.TryTakeUntil("\r\n"u8, out line));
        Assert.True(line.IsEmpty);
        Assert.False(buffer.TryTakeUntil("\r\n"u8, out _));
        _factory.Feed(buffer, "\n");
        Assert.True(buffer.TryTakeUntil("\r\n"u8, out line));
        Assert.Equal("More", line.TakeText());
    }

    [Fact]
    public void IndexOf_EndsOfLines_EverySplit_AreWhereResearchSays()
    {
        foreach (byte[][] chunks in Chunkings.All("string! \r\n\r\nx\n"u8))
        {
            using ChunkedBuffer buffer = _factory.Chunks(chunks);
            Assert.Equal(8, buffer.IndexOf("\r\n"u8));
            Assert.Equal(10, buffer.IndexOf("\r\n"u8, 9));
            Assert.Equal(9, buffer.IndexOf((byte)'\n'));
            Assert.Equal(9, buffer.IndexOf((byte)'\n', 9));
            Assert.Equal(-1, buffer.IndexOf((byte)'\n', 14));
            Assert.Equal(-1, buffer.IndexOf("\r\n"u8, 14));
        }
    }

    [Fact]
    public void LeasesAndAppends_MixedSizes_KeepTheOrder()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { ChunkLengthMin = 16 });
        Assert.True(buffer.GetSpan(12).Length >= 12);
        buffer.AbandonLease();
        buffer.Append("fourteen bytes"u8);
        "lease"u8.CopyTo(buffer.GetSpan(2048));
        buffer.Advance(5);
        buffer.Append(" and text"u8);
        Assert.Equal("fourteen byteslease and text", buffer.Text());
    }

    [Fact]
    public void ScatterLease_CommittedInParts_IsConsumedInParts()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(16);
        var pieces = new Memory<byte>[8];
        Assert.Equal(8, buffer.GetMemories(pieces, 128));
        buffer.Advance(50L);
        buffer.GetMemories(pieces, 128);
        buffer.Advance(30L);
        Assert.Equal(80, buffer.Length);
        using BufferSlice first = buffer.Take(20);
        Assert.Equal(20, first.Length);
        Assert.Equal(60, buffer.Length);
        using BufferSlice rest = buffer.TakeAll();
        Assert.Equal(60, rest.Length);
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void TryTakeLine_ShortLinesThenALongGap_FindsTheFarEnd()
    {
        // The look-ahead has grown when the gap begins, and the next line feed is beyond what a 16-bit position holds.
        var text = new StringBuilder();
        for (int index = 0; index < 2000; index++)
        {
            text.Append("short line\n");
        }

        text.Append('x', 200_000).Append("\nend\n");
        var lines = new List<long>();
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.AppendExternal(Encoding.ASCII.GetBytes(text.ToString()));
        while (buffer.TryTakeLine(out BufferSlice line))
        {
            lines.Add(line.Length);
            line.Dispose();
        }

        Assert.Equal(2002, lines.Count);
        Assert.Equal(200_000, lines[2000]);
        Assert.Equal(3, lines[2001]);
    }
}
