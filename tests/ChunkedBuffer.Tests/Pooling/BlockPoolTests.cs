using System;
using System.Buffers;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    [Theory]
    [InlineData(0, 512)]
    [InlineData(1, 512)]
    [InlineData(512, 512)]
    [InlineData(513, 1024)]
    [InlineData(4096, 4096)]
    [InlineData(4097, 8192)]
    [InlineData(262144, 262144)]
    [InlineData(262145, 266240)]
    public void RentBlock_AnyLength_GivesTheSmallestClassThatHoldsIt(int lengthMin, int expected)
    {
        using var pool = new BlockPool();
        using BlockLease lease = pool.RentBlock(lengthMin);
        Assert.Equal(expected, lease.Length);
        lease.Span.Fill(0xA5);
    }

    [Fact]
    public void Rent_DisposedTwice_ReturnsTheBlockOnce()
    {
        using var pool = new BlockPool();
        IMemoryOwner<byte> owner = pool.Rent(100);
        Assert.Equal(1, pool.GetStatistics().RentedBlocks);
        owner.Dispose();
        owner.Dispose();
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        Assert.Throws<ObjectDisposedException>(() => owner.Memory);
    }

    [Fact]
    public void RentBlock_StaleCopy_Throws()
    {
        using var pool = new BlockPool();
        BlockLease lease = pool.RentBlock(100);
        BlockLease copy = lease;
        lease.Dispose();
        bool isCaught = false;
        try
        {
            copy.Dispose();
        }
        catch (ObjectDisposedException)
        {
            isCaught = true;
        }

        Assert.True(isCaught);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }
}
