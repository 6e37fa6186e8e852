using System;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class ChunkedBufferTests
{
    [Fact]
    public void Lease_TakeAllThenCommit_BytesAreReadable()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(32);
        buffer.Append("old"u8);
        Memory<byte> lease = buffer.GetMemory(8);
        buffer.TakeAll().Dispose();
        "fresh"u8.CopyTo(lease.Span);
        buffer.Advance(5);
        Assert.Equal("fresh", buffer.Text());
    }

    [Fact]
    public void Lease_CoalesceSkipPeekFindThenCommit_LosesNothing()
    {
        using ChunkedBuffer buffer = _factory.Chunks("ab", "cd");
        Memory<byte> lease = buffer.GetMemory(8);
        "ef"u8.CopyTo(lease.Span);
        buffer.Coalesce();
        Assert.Equal(1, buffer.ChunkCount);
        buffer.Peek(3).Dispose();
        buffer.Skip(1);
        Assert.False(buffer.TryTakeUntil("zz"u8, out _));
        buffer.Advance(2);
        Assert.Equal("bcdef", buffer.Text());
    }

    [Fact]
    public void Advance_Misuse_ThrowsAndChangesNothing()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(16);
        Assert.Throws<InvalidOperationException>(() => buffer.Advance(0));
        Assert.Throws<InvalidOperationException>(() => buffer.Advance(1));
        Memory<byte> lease = buffer.GetMemory();
        "xyz"u8.CopyTo(lease.Span);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(lease.Length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
        Assert.True(buffer.HasOpenLease);
        Assert.Equal(0, buffer.Length);
        buffer.Advance(3);
        Assert.False(buffer.HasOpenLease);
        Assert.Throws<InvalidOperationException>(() => buffer.Advance(3));
        Assert.Equal("xyz", buffer.Text());
        buffer.GetSpan();
        buffer.Advance(0);
        Assert.Equal("xyz", buffer.Text());
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetSpan(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetMemory(-1));
    }

    [Fact]
    public void Append_WithOpenLease_ThrowsAndKeepsLease()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(16);
        Memory<byte> lease = buffer.GetMemory();
        using BufferSlice slice = _factory.Slice("abc");
        Assert.Throws<InvalidOperationException>(() => buffer.Append("abc"u8));
        Assert.Throws<InvalidOperationException>(() => buffer.Append(slice));
        Assert.Throws<InvalidOperationException>(() => buffer.Append(buffer));
        Assert.Throws<InvalidOperationException>(() => buffer.SkipLast(1));
        "ok"u8.CopyTo(lease.Span);
        buffer.Advance(2);
        buffer.Append(slice);
        Assert.Equal("okabc", buffer.Text());
    }

    [Fact]
    public void Lease_AbandonedOrRepeated_RecyclesTheUnusedBlock()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(16);
        buffer.GetSpan(16);
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        buffer.GetSpan(600);
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        buffer.AbandonLease();
        buffer.AbandonLease();
        Assert.Throws<InvalidOperationException>(() => buffer.Advance(1));
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void Write_AfterTakeOfHalfAChunk_LandsInTheSameBlock()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(4);
        buffer.Append("ab"u8);
        using BufferSlice first = buffer.Take(2);
        buffer.Append("cd"u8);
        using BufferSlice second = buffer.Take(2);
        Assert.Equal("ab", first.Text());
        Assert.Equal("cd", second.Text());
        using BufferSlice both = BufferSlice.Concat(first, second);
        Assert.Equal(1, both.ChunkCount);
        Assert.Equal("abcd", both.Text());
    }

    [Fact]
    public void Append_AfterEverythingWasConsumed_RewindsTheBlock()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(512);
        for (int round = 0; round < 1000; round++)
        {
            buffer.Append("0123456789ABCDEF0123456789ABCDEF0123456789"u8);
            buffer.Take(42).Dispose();
        }

        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Lease_KeptSlice_IsNotOverwrittenByRewind()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(16);
        buffer.Append("keep me here 16b"u8);
        using BufferSlice kept = buffer.Take(16);
        buffer.Append("overwrite tries!"u8);
        Assert.Equal("keep me here 16b", kept.Text());
    }

    [Fact]
    public void GetMemories_ScatterLease_CommitsAcrossPieces()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(8);
        buffer.Append("012345"u8);
        var pieces = new Memory<byte>[4];
        int count = buffer.GetMemories(pieces, 20);
        Assert.Equal(4, count);
        Assert.Equal([2, 8, 8, 8], [pieces[0].Length, pieces[1].Length, pieces[2].Length, pieces[3].Length]);
        "AB"u8.CopyTo(pieces[0].Span);
        "CDEFGHIJ"u8.CopyTo(pieces[1].Span);
        "KL"u8.CopyTo(pieces[2].Span);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(27L));
        buffer.Advance(12L);
        Assert.Equal("012345ABCDEFGHIJKL", buffer.Text());
        Assert.Equal(3, buffer.ChunkCount);
        Assert.Equal(3, _factory.Pool.GetStatistics().RentedBlocks);
        buffer.Append("M"u8);
        Assert.Equal(3, buffer.ChunkCount);
    }

    [Fact]
    public void GetMemories_Abandoned_ReturnsAllPieces()
    {
        using ChunkedBuffer buffer = _factory.WithChunkLength(8);
        buffer.GetMemories(new Memory<byte>[3], 24);
        Assert.Equal(3, _factory.Pool.GetStatistics().RentedBlocks);
        buffer.AbandonLease();
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.Throws<ArgumentException>(() => buffer.GetMemories(default, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetMemories(new Memory<byte>[1], 0));
    }

    [Fact]
    public void Growth_LargeWritesThenSmall_GrowsAndDecays()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        int small = LeaseAfter(buffer, 64, 2048);
        int large = LeaseAfter(buffer, 65536, 64);
        int smallAgain = LeaseAfter(buffer, 64, 8192);
        Assert.Equal(4096, small);
        Assert.Equal(65536, large);
        Assert.Equal(4096, smallAgain);
    }

    [Fact]
    public void Growth_ArrivalsOfAPacket_SettlesWhereMoreThanSixFillAChunk()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        Assert.Equal(16384, LeaseAfter(buffer, 1460, 512));
        Assert.Equal(16384, LeaseAfter(buffer, 1460, 512));
    }

    [Fact]
    public void Write_ReserveAMillionTimes_KeepsMemoryConstant()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        for (int round = 0; round < 1_000_000; round++)
        {
            buffer.GetSpan(4)[0] = 1;
            buffer.Advance(1);
            buffer.Skip(1);
        }

        Assert.True(buffer.RetainedBytes <= 4096, $"retains {buffer.RetainedBytes}");
    }

    [Fact]
    public void Append_SameBytesInAnySplit_GivesSameContent()
    {
        foreach (byte[][] parts in Chunkings.All("0123456789AB"u8))
        {
            using ChunkedBuffer buffer = _factory.WithChunkLength(5);
            foreach (byte[] part in parts)
            {
                buffer.Append(part);
            }

            Assert.Equal("0123456789AB", buffer.Text());
            Assert.Equal(12, buffer.Length);
        }
    }

    [Fact]
    public void TrimExcess_WhenIdle_GivesTheTailBack()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.Append("abc"u8);
        buffer.Skip(-1);
        buffer.TrimExcess();
        Assert.Equal(0, buffer.RetainedBytes);
        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
        buffer.Append("abc"u8);
        Assert.Equal("abc", buffer.Text());
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        AssertRefused(new ChunkedBufferOptions { ChunkLengthMin = 0 });
        AssertRefused(new ChunkedBufferOptions { ChunkLengthMin = 4096, ChunkLengthMax = 512 });
        AssertRefused(new ChunkedBufferOptions { ChunkLengthMax = int.MaxValue });
        AssertRefused(new ChunkedBufferOptions { CopyThreshold = -1 });
        AssertRefused(new ChunkedBufferOptions { Headroom = -1 });
        AssertRefused(new ChunkedBufferOptions { Headroom = 1 << 20 });

        void AssertRefused(ChunkedBufferOptions options) =>
            Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkedBuffer(_factory.Pool, options));
    }

    private static int LeaseAfter(ChunkedBuffer buffer, int writeLength, int writes)
    {
        byte[] bytes = new byte[writeLength];
        for (int write = 0; write < writes; write++)
        {
            buffer.Append(bytes);
            buffer.Skip(Math.Max(buffer.Length - 1, 0));
        }

        buffer.Clear();
        buffer.TrimExcess();
        int lease = buffer.GetSpan().Length;
        buffer.AbandonLease();
        return lease;
    }
}
