using System;
using System.Collections.Generic;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <content>Things that fail in the middle of an operation: what is left behind must be usable and complete.</content>
public sealed partial class ChunkedBufferTests
{
    [Fact]
    public void Skip_ReleaseCallbackThrows_HasConsumedAndGoesOn()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        buffer.AppendExternal(new byte[3], static _ => throw new InvalidTimeZoneException());
        buffer.Append("rest"u8);
        Assert.Throws<InvalidTimeZoneException>(() => buffer.Skip(5));
        Assert.Equal("rest", buffer.Text());
        Assert.Equal(2, buffer.Skip(2));
        Assert.Equal("st", buffer.TakeAll().TakeText());
    }

    [Fact]
    public void SkipLast_ReleaseCallbackThrows_HasDroppedAndGoesOn()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        buffer.Append("rest"u8);
        buffer.AppendExternal(new byte[3], static _ => throw new InvalidTimeZoneException());
        Assert.Throws<InvalidTimeZoneException>(() => buffer.SkipLast(5));
        Assert.Equal("rest", buffer.Text());
        buffer.Append("ed"u8);
        Assert.Equal("rested", buffer.TakeAll().TakeText());
    }

    [Fact]
    public void ClearAndDispose_ReleaseCallbacksThrow_GiveEverythingBack()
    {
        int released = 0;
        Action<object?> release = _ =>
        {
            released++;
            throw new InvalidTimeZoneException();
        };

        var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        Fill();
        Assert.Throws<InvalidTimeZoneException>(buffer.Clear);
        Assert.Equal(2, released);
        Assert.True(buffer.IsEmpty);
        Assert.Equal(0, buffer.ChunkCount);
        Fill();
        Assert.Throws<InvalidTimeZoneException>(buffer.Dispose);
        Assert.Equal(4, released);
        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Append("x"u8));

        void Fill()
        {
            buffer.Append("a"u8);
            buffer.AppendExternal(new byte[3], release);
            buffer.Append("b"u8);
            buffer.AppendExternal(new byte[3], release);
            buffer.Append("c"u8);
        }
    }

    [Fact]
    public void Coalesce_ReleaseCallbackThrows_HasCoalesced()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        buffer.Append("ab"u8);
        buffer.AppendExternal("cd"u8.ToArray(), static _ => throw new InvalidTimeZoneException());
        buffer.Append("ef"u8);
        Assert.Throws<InvalidTimeZoneException>(buffer.Coalesce);
        Assert.Equal(1, buffer.ChunkCount);
        Assert.Equal("abcdef", buffer.Text());
    }

    [Fact]
    public void DisposeOfAList_ReleaseCallbackThrows_GivesTheOtherChunksBack()
    {
        var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        var released = new List<object?>();
        buffer.Append("ab"u8);
        foreach (string name in new[] { "one", "two" })
        {
            buffer.AppendExternal(
                new byte[3],
                state =>
                {
                    released.Add(state);
                    throw new InvalidTimeZoneException();
                },
                name);
        }

        buffer.Append("cd"u8);
        BufferSlice list = buffer.TakeAll();
        buffer.Dispose();
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.Throws<InvalidTimeZoneException>(() => list.Dispose());
        Assert.Equal(["one", "two"], released);
        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.Throws<ObjectDisposedException>(() => list.Dispose());
    }

    [Fact]
    public void FromExternal_UnpinThrows_StillCallsTheRelease()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        int released = 0;
        BufferSlice inner = BufferSlice.CopyFrom("inner"u8, pool);
        BufferSlice copy = inner;
        BufferSlice outer = BufferSlice.FromExternal(inner.AsMemory(), _ => released++);
        inner.Dispose();
        copy.Dispose();
        Assert.Throws<ObjectDisposedException>(() => outer.Dispose());
        Assert.Equal(1, released);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Dispose_ReferenceStolenByACopy_GivesTheRestBack()
    {
        // In default mode a copy that is disposed twice takes a reference of somebody else, here of the buffer.
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        var buffer = new ChunkedBuffer(pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        BufferSlice slice = BufferSlice.CopyFrom("stolen"u8, pool);
        buffer.Append(slice);
        buffer.Append("mine"u8);
        BufferSlice copy = slice;
        slice.Dispose();
        copy.Dispose();
        Assert.Throws<ObjectDisposedException>(buffer.Dispose);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        buffer.Dispose();
    }

    [Fact]
    public void Write_NoMemory_ThrowsAndChangesNothing()
    {
        var source = new GuardedSlabSource();
        using var tracking = new TrackingBlockPool(new BlockPoolOptions
        {
            Name = "scarce",
            SlabSource = source,
            TrimInterval = System.Threading.Timeout.InfiniteTimeSpan,
        });
        using var buffer = new ChunkedBuffer(
            tracking.Pool, new ChunkedBufferOptions { ChunkLengthMin = 512, ChunkLengthMax = 512, CopyThreshold = 0 });
        buffer.Append("begin"u8);
        using BufferSlice foreign = BufferSlice.FromExternal("foreign"u8.ToArray());
        buffer.Append(foreign);
        byte[] tooMuch = new byte[3 * 1024 * 1024];
        source.FailAfter(0);
        Assert.Throws<OutOfMemoryException>(() => buffer.Append(tooMuch));
        Assert.Throws<OutOfMemoryException>(() => buffer.GetSpan(1024 * 1024).Length);
        Assert.Throws<OutOfMemoryException>(() => buffer.GetMemory(1024 * 1024));
        Assert.False(buffer.HasOpenLease);
        Assert.Throws<OutOfMemoryException>(() => buffer.GetMemories(new Memory<byte>[5000], 3 * 1024 * 1024));
        Assert.False(buffer.HasOpenLease);
        Assert.Throws<OutOfMemoryException>(() => buffer.Prepend(tooMuch));
        Assert.Equal("beginforeign", buffer.Text());
        Assert.Equal(1, tracking.Pool.GetStatistics().RentedBlocks);
        buffer.Append("!"u8);
        Assert.Equal("beginforeign!", buffer.Text());
    }

    [Fact]
    public void CoalesceAndToContiguous_NoMemory_ThrowAndChangeNothing()
    {
        var source = new GuardedSlabSource();
        using var tracking = new TrackingBlockPool(new BlockPoolOptions { Name = "scarce", SlabSource = source });
        using var buffer = new ChunkedBuffer(tracking.Pool);
        buffer.AppendExternal(new byte[300_000]);
        buffer.AppendExternal(new byte[300_000]);
        using BufferSlice list = buffer.Peek(-1);
        source.FailAfter(0);
        Assert.Throws<OutOfMemoryException>(buffer.Coalesce);
        Assert.Throws<OutOfMemoryException>(() => buffer.ToContiguous());
        Assert.Throws<OutOfMemoryException>(() => list.ToContiguous(tracking.Pool));
        Assert.Throws<OutOfMemoryException>(() => list.Detach(tracking.Pool));
        Assert.Equal(2, list.ChunkCount);
        Assert.Equal(2, buffer.ChunkCount);
        Assert.Equal(600_000, buffer.Length);
    }
}
