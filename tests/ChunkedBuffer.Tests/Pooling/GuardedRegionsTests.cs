using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed class GuardedRegionsTests
{
    [Fact]
    public void Add_ManyTinyBlocks_KeepsNoMoreRegionsThanTheSystemHasMappingsFor()
    {
        var options = new BlockPoolOptions { Mode = BlockPoolMode.Guarded, SlabSource = new GuardedSlabSource() };
        using var pool = new BlockPool(options);
        for (int rental = 0; rental < GuardedRegions.RegionsMax + 100; rental++)
        {
            using BlockLease lease = pool.RentBlock(1);
        }

        // Each region is one byte long, so the bytes are the regions.
        Assert.Equal(GuardedRegions.RegionsMax, pool.GetStatistics().QuarantinedBytes);
    }
}
