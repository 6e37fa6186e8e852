using System;
using System.Buffers;
using Xunit;

namespace ChunkedBuffers.Tests.Memory;

public sealed class NativeAllocationTests
{
    [Fact]
    public void Memory_Whole_IsWritable()
    {
        var allocation = new NativeAllocation(10_000, 4096);
        allocation.Memory.Span.Fill(7);
        Assert.Equal(10_000, allocation.GetSpan().Length);
        Assert.Equal(-1, allocation.GetSpan().IndexOfAnyExcept((byte)7));
        ((IDisposable)allocation).Dispose();
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        var allocation = new NativeAllocation(100, 64);
        Memory<byte> memory = allocation.Memory;
        ((IDisposable)allocation).Dispose();
        ((IDisposable)allocation).Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => allocation.Pin().Dispose());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void Pin_OutsideTheAllocation_Throws(int index)
    {
        var allocation = new NativeAllocation(100, 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => allocation.Pin(index).Dispose());
        using (MemoryHandle pin = allocation.Pin(100))
        {
            allocation.GetSpan()[99] = 1;
        }

        ((IDisposable)allocation).Dispose();
    }
}
