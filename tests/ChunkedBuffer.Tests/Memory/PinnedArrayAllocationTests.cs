using System;
using System.Buffers;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Memory;

public sealed class PinnedArrayAllocationTests
{
    [Fact]
    public void Memory_AfterCollections_IsWhereItWas()
    {
        var allocation = new PinnedArrayAllocation(10_000, 4096);
        nint address = MemoryAddress.Of(allocation.GetSpan());
        allocation.Memory.Span.Fill(7);
        for (int round = 0; round < 3; round++)
        {
            _ = new byte[100_000];
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        }

        Assert.Equal(address, MemoryAddress.Of(allocation.GetSpan()));
        Assert.Equal(-1, allocation.GetSpan().IndexOfAnyExcept((byte)7));
        ((IDisposable)allocation).Dispose();
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        var allocation = new PinnedArrayAllocation(100, 64);
        Memory<byte> memory = allocation.Memory;
        ((IDisposable)allocation).Dispose();
        ((IDisposable)allocation).Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => allocation.Pin().Dispose());
        Assert.Throws<ObjectDisposedException>(
            () => System.Runtime.InteropServices.MemoryMarshal.TryGetArray<byte>(memory, out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void Pin_OutsideTheAllocation_Throws(int index)
    {
        var allocation = new PinnedArrayAllocation(100, 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => allocation.Pin(index).Dispose());
        using (MemoryHandle pin = allocation.Pin(100))
        {
            allocation.GetSpan()[99] = 1;
        }

        ((IDisposable)allocation).Dispose();
    }
}
