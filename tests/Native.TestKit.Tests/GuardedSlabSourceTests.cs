using System;
using ChunkedBuffers;
using Xunit;

namespace Native.TestKit.Tests;

public sealed class GuardedSlabSourceTests
{
    [Fact]
    public void Allocate_ForAPool_ServesItsBlocks()
    {
        GuardedSlabSource source = new();
        using TrackingBlockPool tracking = new(new BlockPoolOptions { SlabSource = source });
        using BufferSlice slice = BufferSlice.CopyFrom("some bytes"u8, tracking.Pool);
        Assert.Equal("some bytes"u8, slice.AsSpan());
        Assert.Equal(1, source.AllocatedRegions);
    }

    [Fact]
    public void FailAfter_NoAllocationLeft_RentThrowsOutOfMemory()
    {
        GuardedSlabSource source = new();
        source.FailAfter(0);
        using TrackingBlockPool tracking = new(new BlockPoolOptions { SlabSource = source });
        _ = Assert.ThrowsAny<OutOfMemoryException>(() => BufferSlice.CopyFrom("a"u8, tracking.Pool).Dispose());
        source.FailAfter(long.MaxValue);
        BufferSlice.CopyFrom("a"u8, tracking.Pool).Dispose();
    }
}
