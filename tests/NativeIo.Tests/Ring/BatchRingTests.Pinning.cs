using System;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Tests.Interop;
using Xunit;

namespace NativeIo.Tests;

/// <content>Memory that is held by its pin alone.</content>
public sealed partial class BatchRingTests
{
    [Theory]
    [MemberData(nameof(Engines))]
    public void Read_MemoryWhoseOwnerLetGoOfIt_IsReadToWhereItWasPinned(bool usesKernel, bool singleThreaded)
    {
        using NativeFile file = NativeFile.Open(_folder.Write("file", "abc"u8));
        using var memory = new PinOnlyMemory(3);
        using BatchRing ring = Make(usesKernel, singleThreaded, depth: 2);
        Assert.True(ring.TryRead(file, memory.Whole, 0));
        Assert.Equal(3, ring.Take().Count);
        Assert.Equal("abc"u8.ToArray(), memory.Bytes);
        Assert.Equal(0, memory.PinCount);
    }

    // Platform: a ring of the kernel that registers memory.
    [Trait("Platform", "linux")]
    [Fact]
    public void Register_RegionThatCannotBePinned_LetsGoOfTheOthers()
    {
        using var pool = new TrackingBlockPool();
        using var closed = new PinOnlyMemory(3);
        using BatchRing ring = MakeKernelRing();
        Assert.True(ring.UsesKernelRing, ring.FallbackReason);
        using (BlockLease lease = pool.Pool.RentBlock(4096))
        {
            using BufferSlice block = lease.Share(0, 4096);
            Memory<byte> good = System.Runtime.InteropServices.MemoryMarshal.AsMemory(block.AsMemory());
            closed.RefusesPins = true;
            Assert.Throws<ObjectDisposedException>(() => ring.TryRegister([good, closed.Whole], out _));
        }

        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
    }
}
