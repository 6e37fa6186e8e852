using System;
using ChunkedBuffers;
using Xunit;
using Xunit.Sdk;

namespace Native.TestKit.Tests;

public sealed class TrackingBlockPoolTests
{
    [Fact]
    public void Dispose_EverythingReturned_Passes()
    {
        using TrackingBlockPool tracking = new();
        using (ChunkedBuffer buffer = new(tracking.Pool))
        {
            buffer.Append("some bytes"u8);
            using BufferSlice slice = buffer.TakeAll();
            Assert.True(tracking.Pool.GetStatistics().RentedBlocks > 0);
        }

        Assert.Empty(tracking.Misuses);
    }

    [Fact]
    public void Dispose_SliceNotDisposed_Fails()
    {
        TrackingBlockPool tracking = new();
        BufferSlice slice = BufferSlice.CopyFrom("some bytes"u8, tracking.Pool);
        TrueException exception = Assert.Throws<TrueException>(tracking.Dispose);
        Assert.Contains("1 blocks are still rented", exception.Message, StringComparison.Ordinal);
        slice.Dispose();
        tracking.Dispose();
    }

    [Fact]
    public void Dispose_UnannouncedDoubleDispose_Fails()
    {
        TrackingBlockPool tracking = new();
        DisposeTwice(tracking);
        TrueException exception = Assert.Throws<TrueException>(tracking.Dispose);
        Assert.Contains("misused", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_AnnouncedDoubleDispose_Passes()
    {
        using TrackingBlockPool tracking = new();
        tracking.Expect(BlockMisuseKind.DoubleDispose);
        DisposeTwice(tracking);
        Assert.Equal(BlockMisuseKind.DoubleDispose, Assert.Single(tracking.Misuses).Kind);
    }

    private static void DisposeTwice(TrackingBlockPool tracking)
    {
        BufferSlice slice = BufferSlice.CopyFrom("some bytes"u8, tracking.Pool);
        using BufferSlice share = slice.Share();
        BufferSlice copy = slice;
        slice.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => copy.Dispose());
    }
}
