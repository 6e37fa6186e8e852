using System;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class ChunkedBufferTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Take_AtMost_ReturnsWhatThereIs()
    {
        using ChunkedBuffer buffer = _factory.Chunks("Hello", "World");
        Assert.Equal(string.Empty, buffer.Take(0).TakeText());
        Assert.Equal("Hel", buffer.Take(3).TakeText());
        Assert.Equal("loWo", buffer.Take(4).TakeText());
        Assert.Equal("rld", buffer.Take(100).TakeText());
        Assert.Equal(string.Empty, buffer.Take(-1).TakeText());
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Take_Negative_TakesAll()
    {
        using ChunkedBuffer buffer = _factory.Chunks("a", "b", "c");
        Assert.Equal("abc", buffer.Take(-1).TakeText());
        Assert.Equal(0, buffer.Length);
        Assert.Equal(0, buffer.ChunkCount);
    }

    [Fact]
    public void Take_DisposeRefillAndPoolChurn_ResultSurvives()
    {
        ChunkedBuffer buffer = _factory.WithChunkLength(16);
        buffer.Append("the quick brown fox jumps"u8);
        using BufferSlice early = buffer.Take(9);
        using BufferSlice across = buffer.Take(11);
        using BufferSlice peeked = buffer.Peek(300);
        buffer.Append("0123456789012345678901234567890"u8);
        buffer.Clear();
        buffer.Dispose();
        for (int round = 0; round < 100; round++)
        {
            using BufferSlice churn = BufferSlice.CopyFrom(new byte[40], _factory.Pool);
        }

        Assert.Equal("the quick", early.Text());
        Assert.Equal(" brown fox ", across.Text());
        Assert.Equal("jumps", peeked.Text());
    }

    [Fact]
    public void Split_StepByStep_LeavesWhatResearchSays()
    {
        using ChunkedBuffer buffer = _factory.Chunks("Hello", ",", " ", "World");
        Assert.Equal(12, buffer.Length);
        foreach ((int count, long left) in new[] { (1, 11L), (2, 9L), (3, 6L), (1, 5L), (5, 0L) })
        {
            buffer.TakeExactly(count).Dispose();
            Assert.Equal(left, buffer.Length);
        }
    }

    [Fact]
    public void TakeExactly_TooMany_ThrowsAndKeepsAll()
    {
        using ChunkedBuffer buffer = _factory.Chunks("Hello", ",", " ", "World");
        Assert.Throws<InvalidOperationException>(() => buffer.TakeExactly(13));
        Assert.False(buffer.TryTakeExactly(13, out BufferSlice none));
        Assert.True(none.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => buffer.SkipExactly(13));
        Assert.False(buffer.TrySkipExactly(13));
        Assert.Throws<InvalidOperationException>(() => buffer.PeekExactly(13));
        Assert.False(buffer.TryPeekExactly(13, out _));
        Assert.Equal("Hello, World", buffer.Text());
        Assert.True(buffer.TryTakeExactly(12, out BufferSlice all));
        Assert.Equal("Hello, World", all.TakeText());
    }

    [Fact]
    public void Trim_FrontAndEnd_CountsChunksAsResearchSays()
    {
        using ChunkedBuffer buffer = _factory.Chunks("aaaa", "bbbbbb", "cccccccc", "dddddddddd");
        Assert.Equal(1, buffer.Skip(1));
        Assert.Equal(4, buffer.ChunkCount);
        Assert.Equal(5, buffer.Skip(5));
        Assert.Equal(3, buffer.ChunkCount);
        Assert.Equal(1, buffer.SkipLast(1));
        Assert.Equal(3, buffer.ChunkCount);
        Assert.Equal(20, buffer.SkipLast(20));
        Assert.Equal(1, buffer.ChunkCount);
        Assert.Equal(1, buffer.SkipLast(100));
        Assert.Equal(0, buffer.ChunkCount);
        Assert.Throws<InvalidOperationException>(() => buffer.SkipExactly(1));
    }

    [Fact]
    public void SkipLast_ThenAppend_ContinuesBehindWhatIsLeft()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(64);
        buffer.Append("line\nrest"u8);
        Assert.False(buffer.TryTakeUntil("zz"u8, out _));
        Assert.Equal(5, buffer.SkipLast(5));
        buffer.Append("X\n"u8);
        Assert.Equal("lineX\n", buffer.Text());
        Assert.True(buffer.TryTakeLine(out BufferSlice line));
        Assert.Equal("lineX", line.TakeText());
    }

    [Fact]
    public void Peek_Middle_SharesWithoutConsuming()
    {
        using ChunkedBuffer buffer = _factory.Chunks("abc", "def", "ghi");
        Assert.Equal("bcdefg", buffer.Peek(1, 6).TakeText());
        Assert.Equal("def", buffer.Peek(3, 3).TakeText());
        Assert.Equal("ghi", buffer.Peek(6, -1).TakeText());
        Assert.Equal(string.Empty, buffer.Peek(9, 5).TakeText());
        Assert.Equal(string.Empty, buffer.Peek(900, 5).TakeText());
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Peek(-1, 5));
        Assert.Equal(9, buffer.Length);
    }

    [Fact]
    public void TrySkipPrefix_MatchOrNot_ConsumesOnlyWhatMatches()
    {
        using ChunkedBuffer buffer = _factory.Chunks("ab", "cd", "ef");
        Assert.False(buffer.TrySkipPrefix("abd"u8));
        Assert.False(buffer.TrySkipPrefix("abcdefg"u8));
        Assert.True(buffer.TrySkipPrefix(""u8));
        Assert.True(buffer.TrySkipPrefix("abc"u8));
        Assert.Equal("def", buffer.Text());
        Assert.True(buffer.TrySkipPrefix("def"u8));
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Take_AtChunkBorder_LeavesLeaseOfNextChunkAlone()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(8);
        buffer.Append("01234567"u8);
        Span<byte> lease = buffer.GetSpan(4);
        "abcd"u8.CopyTo(lease);
        Assert.Equal("01234567", buffer.Take(8).TakeText());
        buffer.Advance(4);
        Assert.Equal("abcd", buffer.Text());
    }

    [Fact]
    public void AnyUse_AfterDispose_Throws()
    {
        ChunkedBuffer buffer = _factory.Chunks("abc");
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Take(1));
        Assert.Throws<ObjectDisposedException>(() => buffer.Peek(1));
        Assert.Throws<ObjectDisposedException>(() => buffer.Skip(1));
        Assert.Throws<ObjectDisposedException>(() => buffer.SkipLast(1));
        Assert.Throws<ObjectDisposedException>(() => buffer.GetSpan());
        Assert.Throws<ObjectDisposedException>(() => buffer.GetMemory(10));
        Assert.Throws<ObjectDisposedException>(() => buffer.Advance(0));
        Assert.Throws<ObjectDisposedException>(() => buffer.Append("x"u8));
        Assert.Throws<ObjectDisposedException>(() => buffer.Append(BufferSlice.Empty));
        Assert.Throws<ObjectDisposedException>(() => buffer.Prepend("x"u8));
        Assert.Throws<ObjectDisposedException>(() => buffer.TryTakeLine(out _));
        Assert.Throws<ObjectDisposedException>(() => buffer.TryTakeUntil("x"u8, out _));
        Assert.Throws<ObjectDisposedException>(() => buffer.TrySkipPrefix("x"u8));
        Assert.Throws<ObjectDisposedException>(() => buffer.Clear());
        Assert.Throws<ObjectDisposedException>(() => buffer.Coalesce());
        Assert.Throws<ObjectDisposedException>(() => buffer.TrimExcess());
        Assert.Throws<ObjectDisposedException>(() => buffer.GetMemories(new Memory<byte>[1], 1));
        Assert.Throws<ObjectDisposedException>(() => buffer.Append(buffer));
        Assert.Throws<ObjectDisposedException>(() => buffer.Prepend(BufferSlice.Empty));
    }

    [Fact]
    public void AnyLook_AfterDispose_Throws()
    {
        ChunkedBuffer buffer = _factory.Chunks("abc");
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.TryTakeExactly(5, out _));
        Assert.Throws<ObjectDisposedException>(() => buffer.TryPeekExactly(5, out _));
        Assert.Throws<ObjectDisposedException>(() => buffer.TrySkipExactly(5));
        Assert.Throws<ObjectDisposedException>(() => buffer.PeekExactly(0));
        Assert.Throws<ObjectDisposedException>(() => buffer.TryGetContiguous(out _));
        Assert.Throws<ObjectDisposedException>(() => buffer.ToContiguous());
        Assert.Throws<ObjectDisposedException>(() => buffer.GetBuffers(new ReadOnlyMemory<byte>[1]));
        Assert.Throws<ObjectDisposedException>(() => buffer.IndexOf("a"u8));
        Assert.Throws<ObjectDisposedException>(() => buffer.StartsWith("a"u8));
        Assert.Throws<ObjectDisposedException>(() => buffer.ToArray());
        Assert.Throws<ObjectDisposedException>(() => buffer.GetString());
        Assert.Throws<ObjectDisposedException>(() => buffer.SequenceEqual("abc"u8));
        Assert.Throws<ObjectDisposedException>(() => buffer.GetContentHash());
        Assert.Throws<ObjectDisposedException>(() => buffer.AsReadOnlySequence());
        Assert.Throws<ObjectDisposedException>(() => buffer.AsStream());
        Assert.Throws<ObjectDisposedException>(() => buffer.AsPipeWriter());
        Assert.Throws<ObjectDisposedException>(() => new BufferReader(buffer).Length);
        Assert.Throws<ObjectDisposedException>(() => buffer.Chunks.MoveNext());
        Assert.Throws<ObjectDisposedException>(() => buffer.EnumerateLines().MoveNext());
        Assert.Equal(0, buffer.Length);
    }
}
