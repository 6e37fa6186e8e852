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
}
