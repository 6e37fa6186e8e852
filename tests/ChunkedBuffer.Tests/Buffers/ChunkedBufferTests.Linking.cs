using System;
using System.Collections.Generic;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class ChunkedBufferTests
{
    [Fact]
    public void Append_Slice_SharesTheBlock()
    {
        using BufferSlice slice = BufferSlice.CopyFrom(new byte[1000], _factory.Pool);
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.Append(slice);
        Assert.False(slice.IsUnique);
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        buffer.Clear();
        Assert.True(slice.IsUnique);
    }

    [Fact]
    public void Append_SmallSlice_IsPackedIntoTheTail()
    {
        using BufferSlice slice = _factory.Slice("small");
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.Append("a "u8);
        buffer.Append(slice);
        buffer.Append(" one"u8);
        Assert.Equal("a small one", buffer.Text());
        Assert.Equal(1, buffer.ChunkCount);
        Assert.True(slice.IsUnique);
    }

    [Fact]
    public void Append_Foreign_LeavesTheTailWritable()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        byte[] foreign = new byte[5000];
        buffer.Append("before"u8);
        buffer.AppendExternal(foreign);
        buffer.Append("after"u8);
        Assert.Equal(3, buffer.ChunkCount);
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.Equal(5011, buffer.Length);
        Assert.Equal("before", buffer.Take(6).TakeText());
        buffer.SkipExactly(5000);
        Assert.Equal("after", buffer.TakeAll().TakeText());
    }

    [Fact]
    public void Append_ForeignThenSkipAllThenAppend_NeverWritesToIt()
    {
        byte[] foreign = new byte[5000];
        Array.Fill(foreign, (byte)7);
        int released = 0;
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.AppendExternal(foreign, _ => released++);
        buffer.Skip(-1);
        Assert.Equal(1, released);
        buffer.Append("hi"u8);
        buffer.Prepend("oh "u8);
        Assert.Equal("oh hi", buffer.Text());
        Assert.All(foreign, value => Assert.Equal(7, value));
    }

    [Fact]
    public void AppendExternal_Release_IsCalledExactlyOnceAfterTheLastSlice()
    {
        var states = new List<object?>();
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.AppendExternal(new byte[600], states.Add, "big");
        BufferSlice slice = buffer.Take(10);
        BufferSlice shared = slice.Share();
        buffer.Clear();
        slice.Dispose();
        Assert.Empty(states);
        shared.Dispose();
        Assert.Equal(["big"], states);
        buffer.AppendExternal(new byte[5], states.Add, "small");
        buffer.AppendExternal(ReadOnlyMemory<byte>.Empty, states.Add, "empty");
        Assert.Equal(["big", "small", "empty"], states);
        Assert.Throws<ObjectDisposedException>(() => shared.Dispose());
        Assert.Equal(3, states.Count);
    }

    [Fact]
    public void AppendExternal_WhenItThrows_HasReleasedExactlyOnce()
    {
        int released = 0;
        var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.GetSpan();
        Assert.Throws<InvalidOperationException>(() => buffer.AppendExternal(new byte[600], _ => released++));
        Assert.Equal(1, released);
        Assert.Throws<InvalidOperationException>(() => buffer.AppendExternal(new byte[6], _ => released++));
        Assert.Equal(2, released);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.AppendExternal(new byte[600], _ => released++));
        Assert.Equal(3, released);
        Assert.Throws<NotSupportedException>(
            () => BufferSlice.FromExternal(new UnpinnableMemory().Memory, _ => released++));
        Assert.Equal(4, released);
    }

    [Fact]
    public void Append_Self_Doubles()
    {
        using ChunkedBuffer buffer = _factory.Chunks("ab", "c");
        buffer.Append(buffer);
        Assert.Equal("abcabc", buffer.Text());
        buffer.Append(buffer);
        Assert.Equal("abcabcabcabc", buffer.Text());
        buffer.Append("!"u8);
        Assert.Equal("abcabcabcabc!", buffer.TakeAll().TakeText());
    }

    [Fact]
    public void Append_OtherBuffer_BothLiveOn()
    {
        ChunkedBuffer source = _factory.Chunks("abc", "def");
        using ChunkedBuffer first = _factory.Chunks("1:");
        using ChunkedBuffer second = _factory.Chunks("2:");
        first.Append(source);
        second.Append(source);
        source.Prepend("x"u8);
        source.Skip(3);
        source.Append("tail"u8);
        source.Dispose();
        first.Skip(4);
        Assert.Equal("cdef", first.Text());
        Assert.Equal("2:abcdef", second.Text());
    }

    [Fact]
    public void Prepend_WithHeadroom_MovesNothing()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { Headroom = 8 });
        buffer.Append("payload"u8);
        buffer.Prepend("len:"u8);
        Assert.Equal(1, buffer.ChunkCount);
        buffer.Prepend("more"u8);
        Assert.Equal(1, buffer.ChunkCount);
        buffer.Prepend("!"u8);
        Assert.Equal(2, buffer.ChunkCount);
        Assert.Equal("!morelen:payload", buffer.Text());
    }

    [Fact]
    public void Prepend_ManyTimes_PacksIntoOneBlock()
    {
        using ChunkedBuffer buffer = _factory.Chunks("end");
        for (char letter = 'z'; letter >= 'a'; letter--)
        {
            buffer.Prepend([(byte)letter]);
        }

        Assert.Equal("abcdefghijklmnopqrstuvwxyzend", buffer.Text());
        Assert.Equal(2, buffer.ChunkCount);
    }

    [Fact]
    public void Prepend_OverConsumedBytes_NeverTouchesSlicesOfThem()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { Headroom = 4 });
        buffer.Append("consumed rest"u8);
        using BufferSlice consumed = buffer.Take(9);
        buffer.Prepend("newhead "u8);
        Assert.Equal("consumed ", consumed.Text());
        Assert.Equal("newhead rest", buffer.Text());
    }

    [Fact]
    public void Prepend_Slice_SharesAllChunks()
    {
        using BufferSlice head = _factory.SliceOf("one ", "two ", "three ");
        using ChunkedBuffer buffer = _factory.Chunks("four");
        buffer.Prepend(head);
        buffer.Prepend(BufferSlice.Empty);
        Assert.Equal("one two three four", buffer.Text());
        Assert.Equal("two three", buffer.Peek(4, 9).TakeText());
    }

    [Fact]
    public void Prepend_WithOpenLease_LeavesTheLeaseAlone()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        "world"u8.CopyTo(buffer.GetSpan(5));
        buffer.Prepend("hello "u8);
        buffer.Advance(5);
        Assert.Equal("hello world", buffer.Text());
    }

    [Fact]
    public void Coalesce_ManyChunks_BecomesOneAndKeepsSlices()
    {
        using ChunkedBuffer buffer = _factory.Chunks("abc", "def", "ghi");
        using BufferSlice slice = buffer.Peek(2, 5);
        Assert.False(buffer.TryGetContiguous(out _));
        buffer.Coalesce();
        Assert.True(buffer.TryGetContiguous(out ReadOnlySpan<byte> span));
        Assert.True(span.SequenceEqual("abcdefghi"u8));
        Assert.Equal("cdefg", slice.Text());
        buffer.Append("jkl"u8);
        Assert.Equal("abcdefghijkl", buffer.TakeAll().TakeText());
    }

    [Fact]
    public void GetBuffers_FromOffset_CountsAsResearchSays()
    {
        var parts = new string[16];
        for (int index = 0; index < parts.Length; index++)
        {
            parts[index] = $"Contents of chunk [{index}]\n";
        }

        using ChunkedBuffer buffer = _factory.Chunks(parts);
        var all = new ReadOnlyMemory<byte>[16];
        Assert.Equal(16, buffer.GetBuffers(all));
        Assert.Equal(16, buffer.GetBuffers(new ReadOnlyMemory<byte>[1]));
        using BufferSlice forty = buffer.Peek(40);
        Assert.Equal(2, forty.GetBuffers(all));
        using BufferSlice hundred = buffer.Peek(100);
        Assert.Equal(5, hundred.GetBuffers(all));
        using BufferSlice fromThirty = buffer.Peek(30, 50);
        Assert.Equal(3, fromThirty.GetBuffers(all));
        string first = System.Text.Encoding.ASCII.GetString(all[0].Span);
        Assert.StartsWith(" of chunk [1]\n", first, StringComparison.Ordinal);
        Assert.Equal(0, buffer.GetBuffers(all, buffer.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetBuffers(all, buffer.Length + 1));
    }

    [Fact]
    public void HotPaths_AtSteadyState_AllocateNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        using var buffer = new ChunkedBuffer(pool);
        byte[] line = "0123456789012345678901234567890123456789012345678901234567890\r\n"u8.ToArray();
        byte[] foreign = new byte[4096];
        AllocationAssert.Flat(() =>
        {
            buffer.Append(line);
            buffer.GetSpan(100)[0] = (byte)'x';
            buffer.Advance(1);
            buffer.Append("\n"u8);
            buffer.AppendExternal(foreign);
            buffer.Prepend("abc"u8);
            buffer.TryTakeLine(out BufferSlice first);
            buffer.TryTakeUntil("\n"u8, out BufferSlice second);
            using (BufferSlice across = buffer.Peek(5000))
            using (BufferSlice joined = BufferSlice.Concat(first, across, second))
            {
                joined.Slice(10, 80).Dispose();
            }

            first.Dispose();
            second.Dispose();
            buffer.Clear();
        });
    }

    private sealed class UnpinnableMemory : System.Buffers.MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new byte[600];

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
