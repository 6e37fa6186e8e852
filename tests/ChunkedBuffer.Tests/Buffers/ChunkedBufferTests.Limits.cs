using System;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <content>
/// Sizes near the largest that an <see cref="int"/> can count. The large blocks are never touched, so they cost
/// addresses and no memory.
/// </content>
public sealed partial class ChunkedBufferTests
{
    private const int Gibibyte = 1 << 30;

    [Fact]
    public void Growth_PastOneGibibyte_StopsAtTheLargestBlock()
    {
        var options = new ChunkedBufferOptions
        {
            ChunkLengthMin = Gibibyte,
            ChunkLengthMax = _factory.Pool.MaxBufferSize,
        };
        using var buffer = new ChunkedBuffer(_factory.Pool, options);
        int first = buffer.GetMemory().Length;
        buffer.Advance(first);
        int second = buffer.GetMemory().Length;
        buffer.AbandonLease();
        Assert.Equal(Gibibyte, first);
        Assert.Equal(_factory.Pool.MaxBufferSize, second);
    }

    [Fact]
    public void GetMemory_MoreThanABlockHolds_IsRefusedAndLeavesTheBytes()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { Headroom = 16 });
        buffer.Append("abc"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetMemory(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetMemory(_factory.Pool.MaxBufferSize));
        Assert.False(buffer.HasOpenLease);
        Assert.Equal("abc", buffer.Text());
    }

    [Fact]
    public void CoalesceAndToContiguous_MoreThanABlockHolds_ThrowAndChangeNothing()
    {
        using var allocation = new NativeAllocation(Gibibyte, 4096);
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.AppendExternal(allocation.Memory);
        buffer.AppendExternal(allocation.Memory[..(_factory.Pool.MaxBufferSize + 1 - Gibibyte)]);
        Assert.Throws<InvalidOperationException>(buffer.Coalesce);
        Assert.Throws<InvalidOperationException>(() => buffer.ToContiguous());
        using BufferSlice all = buffer.Peek(-1);
        Assert.Throws<InvalidOperationException>(() => all.ToContiguous(_factory.Pool));
        Assert.Throws<InvalidOperationException>(() => all.Detach(_factory.Pool));
        Assert.Equal(2, buffer.ChunkCount);
        Assert.Equal(2, all.ChunkCount);
    }

    [Fact]
    public void Content_LongerThanTwoGibibytes_HasLongPositions()
    {
        const int chunkLength = 1 << 20;
        const int repetitions = 2100;
        byte[] bytes = new byte[chunkLength];
        bytes[^1] = (byte)'|';
        using BufferSlice chunk = BufferSlice.CopyFrom(bytes, _factory.Pool);
        using var buffer = new ChunkedBuffer(_factory.Pool);
        for (int index = 0; index < repetitions; index++)
        {
            buffer.Append(chunk);
        }

        buffer.Append("tail\n"u8);
        const long tail = (long)repetitions * chunkLength;
        Assert.Equal(tail + 5, buffer.Length);
        Assert.Equal(tail - 1, buffer.IndexOf((byte)'|', tail - chunkLength));
        Assert.Equal("|tail", buffer.Peek(tail - 1, 5).TakeText());
        using BufferSlice all = buffer.Peek(-1);
        Assert.Equal(tail + 5, all.Length);
        Assert.Equal("|tail", all.Slice(tail - 1, 5).TakeText());
        using (SequenceLease lease = all.AsReadOnlySequence())
        {
            Assert.Equal(tail + 5, lease.Sequence.Length);
            Assert.Equal(tail, lease.Sequence.GetOffset(lease.Sequence.GetPosition(tail)));
        }

        Assert.Throws<InvalidOperationException>(() => buffer.ToArray());
        Assert.Equal(tail, buffer.Skip(tail));
        Assert.False(buffer.TryTakeUntil("l!"u8, out _));
        buffer.Append("l!"u8);
        Assert.True(buffer.TryTakeLine(out BufferSlice line));
        Assert.Equal("tail", line.TakeText());
        Assert.True(buffer.TryTakeUntil("!"u8, out BufferSlice last));
        Assert.Equal("l", last.TakeText());
    }
}
