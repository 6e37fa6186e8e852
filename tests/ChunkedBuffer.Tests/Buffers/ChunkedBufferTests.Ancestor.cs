using System;
using System.Buffers;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <content>
/// Regressions for the defects that were found by reading the reference library. Its numbers 1 and 2 (lines over
/// chunks), 6 (foreign memory overwritten) and 12 and 13 (empty and mutated delimiters) are with the lines, links and
/// delimiters.
/// </content>
public sealed partial class ChunkedBufferTests
{
    [Fact]
    public void Ancestor3_FindAtABorder_HonoursStartAndEnd()
    {
        using ChunkedBuffer buffer = _factory.Chunks("test", "ing");
        Assert.Equal(3, buffer.IndexOf("ti"u8));
        Assert.Equal(-1, buffer.IndexOf("ti"u8, 4));
        Assert.Equal(-1, buffer.IndexOf("ti"u8, 0, 4));
        Assert.Equal(3, buffer.IndexOf("ti"u8, 3, 5));
    }

    [Fact]
    public void Ancestor4_NeedleOverManyChunks_IsFound()
    {
        using ChunkedBuffer two = _factory.Chunks("xa", "b", "c");
        Assert.Equal(1, two.IndexOf("abc"u8));
        using ChunkedBuffer three = _factory.Chunks("a", "b", "c");
        Assert.Equal(0, three.IndexOf("abc"u8));
        byte[] needle = SeededRandom.Create().NextBytes(100);
        using ChunkedBuffer bytes = _factory.Chunks(Chunkings.Fixed([1, 2, .. needle, 3], 1));
        Assert.Equal(2, bytes.IndexOf(needle));
    }

    [Fact]
    public void Ancestor5_EmptyNeedle_IsFoundAtTheStart()
    {
        using ChunkedBuffer empty = _factory.Chunks();
        Assert.Equal(0, empty.IndexOf(""u8));
        Assert.Equal(-1, empty.IndexOf(""u8, 1));
        using ChunkedBuffer buffer = _factory.Chunks("te", "st");
        Assert.Equal(3, buffer.IndexOf(""u8, 3));
        Assert.Equal(4, buffer.IndexOf(""u8, 4));
        Assert.Equal(-1, buffer.IndexOf(""u8, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.IndexOf("t"u8, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.IndexOf("t"u8, 0, -2));
    }

    [Fact]
    public void Ancestor7And8_ReadsDuringALease_LoseNothing()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(4);
        buffer.Append("full"u8);
        "new"u8.CopyTo(buffer.GetSpan(3));
        using BufferSlice all = buffer.TakeAll();
        Assert.True(all.SequenceEqual("full"u8));
        Assert.Empty(buffer.ToArray());
        buffer.Coalesce();
        Assert.Equal(0, buffer.Skip(-1));
        buffer.Advance(3);
        Assert.True(buffer.SequenceEqual("new"u8));
    }

    [Fact]
    public void Ancestor9_ExportedView_KeepsTheMemory()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(16);
        buffer.Append("exported"u8);
        BufferSlice slice = buffer.Take(8);
        ReadOnlyMemory<byte> view = slice.AsMemory();
        using MemoryHandle pin = view.Pin();
        slice.Dispose();
        buffer.Append("something else entirely"u8);
        Assert.True(view.Span.SequenceEqual("exported"u8));
    }

    [Fact]
    public void Ancestor10_NeverWrittenBuffer_HasNoChunks()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        Assert.Equal(0, buffer.GetBuffers(new ReadOnlyMemory<byte>[1]));
        foreach (ReadOnlySpan<byte> chunk in buffer.Chunks)
        {
            Assert.Fail($"There is a chunk of {chunk.Length} bytes.");
        }

        Assert.True(buffer.TryGetContiguous(out ReadOnlySpan<byte> span));
        Assert.True(span.IsEmpty);
        Assert.True(buffer.ToContiguous().IsEmpty);
        Assert.False(buffer.TryTakeLine(out _));
        Assert.Equal(0, buffer.Length);
        Assert.Equal(0, buffer.RetainedBytes);
    }

    [Fact]
    public void Ancestor11_AppendLargeSelf_Ends()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        byte[] bytes = SeededRandom.Create().NextBytes(10_000);
        buffer.Append(bytes);
        buffer.Append(buffer);
        Assert.Equal(20_000, buffer.Length);
        Assert.True(buffer.SequenceEqual([.. bytes, .. bytes]));
    }

    [Fact]
    public void Ancestor14_ForeignAppendsAndTakes_StrandNoTail()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        byte[] foreign = new byte[1000];
        for (int round = 0; round < 50; round++)
        {
            buffer.Append("head"u8);
            buffer.AppendExternal(foreign);
        }

        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.Equal(50 * 1004, buffer.Length);
    }
}
