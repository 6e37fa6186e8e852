using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    [Fact]
    public void Checked_DoubleDisposeOfACopy_NamesBothPlaces()
    {
        using var tracking = new TrackingBlockPool();
        tracking.Expect(BlockMisuseKind.DoubleDispose);
        BufferSlice slice = MakeSlice(tracking.Pool);
        using BufferSlice other = slice.Share();
        BufferSlice copy = slice;
        DisposeFirst(slice);
        ObjectDisposedException exception = Assert.Throws<ObjectDisposedException>(() => copy.Dispose());
        Assert.Contains(nameof(MakeSlice), exception.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(DisposeFirst), exception.Message, StringComparison.Ordinal);
        BlockMisuse misuse = Assert.Single(tracking.Misuses);
        Assert.Equal(BlockMisuseKind.DoubleDispose, misuse.Kind);
        Assert.Contains(nameof(MakeSlice), misuse.OwnerStack, StringComparison.Ordinal);
        Assert.Contains(nameof(DisposeFirst), misuse.ReleaserStack, StringComparison.Ordinal);
        Assert.Equal(16, other.Length);
    }

    [Fact]
    public void Checked_UseOfADisposedCopy_IsReported()
    {
        using var tracking = new TrackingBlockPool();
        tracking.Expect(BlockMisuseKind.UseAfterDispose);
        BufferSlice slice = MakeSlice(tracking.Pool);
        using BufferSlice other = slice.Share();
        BufferSlice copy = slice;
        slice.Dispose();
        Assert.Throws<ObjectDisposedException>(() => copy.AsSpan().Length);
        Assert.Equal(BlockMisuseKind.UseAfterDispose, Assert.Single(tracking.Misuses).Kind);
    }

    [Fact]
    public void Checked_LeaseDisposedTwice_IsReported()
    {
        using var tracking = new TrackingBlockPool();
        tracking.Expect(BlockMisuseKind.DoubleDispose);
        tracking.Expect(BlockMisuseKind.UseAfterDispose);
        BlockLease lease = tracking.Pool.RentBlock(100);
        using BufferSlice shared = lease.Share(0, 10);
        BlockLease copy = lease;
        lease.Dispose();
        Assert.True(Refuses(copy, static stale => stale.Dispose()));
        Assert.True(Refuses(copy, static stale => _ = stale.Span));
        Assert.Equal(2, tracking.Misuses.Count);
    }

    [Fact]
    public void Checked_WriteAfterRelease_IsFoundAtTheNextRentAndTheBlockTakenOut()
    {
        using var tracking = new TrackingBlockPool();
        tracking.Expect(BlockMisuseKind.WriteAfterRelease);
        Span<byte> kept;
        using (BlockLease lease = tracking.Pool.RentBlock(4096))
        {
            kept = lease.Span;
        }

        Assert.Equal(0xDD, kept[77]);
        kept[77] = 1;
        InvalidOperationException exception =
            Assert.Throws<InvalidOperationException>(() => tracking.Pool.RentBlock(4096).Dispose());
        Assert.Contains("offset 77", exception.Message, StringComparison.Ordinal);
        Assert.Equal(BlockMisuseKind.WriteAfterRelease, Assert.Single(tracking.Misuses).Kind);
        tracking.Pool.RentBlock(4096).Dispose();
        tracking.Pool.RentBlock(4096).Dispose();
        BlockPoolStatistics statistics = tracking.Pool.GetStatistics();
        Assert.Equal(1, statistics.QuarantinedBlocks);
        Assert.Equal(0, statistics.RentedBlocks);
    }

    [Fact]
    public void Checked_ZeroOnRent_ShowsZerosNotPoison()
    {
        using var tracking = new TrackingBlockPool(new BlockPoolOptions { ZeroOnRent = true });
        tracking.Pool.RentBlock(4096).Dispose();
        using BlockLease lease = tracking.Pool.RentBlock(4096);
        Assert.Equal(-1, lease.Span.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Checked_HandlesOpenAtDispose_AreListedWithTheirPlaces()
    {
        using var tracking = new TrackingBlockPool();
        tracking.Expect(BlockMisuseKind.OutstandingAtDispose);
        BufferSlice slice = MakeSlice(tracking.Pool);
        Assert.Equal(1, tracking.Pool.GetStatistics().OpenHandles);
        BlockMisuse outstanding = Assert.Single(tracking.Pool.GetOutstanding());
        Assert.Contains(nameof(MakeSlice), outstanding.OwnerStack, StringComparison.Ordinal);
        Assert.Equal(512, outstanding.BlockLength);
        tracking.Pool.Dispose();
        Assert.Equal(BlockMisuseKind.OutstandingAtDispose, Assert.Single(tracking.Misuses).Kind);
        slice.Dispose();
        Assert.Empty(tracking.Pool.GetOutstanding());
    }

    [Fact]
    public void Checked_LostHandle_IsReportedWithItsPlace()
    {
        List<BlockMisuse> reports = [];
        using var pool = new BlockPool(new BlockPoolOptions
        {
            Mode = BlockPoolMode.Checked,
            StackSampling = 1,
            OnMisuse = misuse =>
            {
                lock (reports)
                {
                    reports.Add(misuse);
                }
            },
        });
        RunOnThread(() => _ = MakeSlice(pool));
        WaitUntil(() =>
        {
            lock (reports)
            {
                return reports.Count == 1;
            }
        });
        Assert.Equal(BlockMisuseKind.LostBlock, reports[0].Kind);
        Assert.Contains(nameof(MakeSlice), reports[0].OwnerStack, StringComparison.Ordinal);
        Assert.Empty(pool.GetOutstanding());
    }

    [Fact]
    public void Checked_StackSampling_TakesOneInN()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Checked, StackSampling = 4 });
        List<BufferSlice> slices = [];
        for (int count = 0; count < 8; count++)
        {
            slices.Add(MakeSlice(pool));
        }

        int sampled = 0;
        foreach (BlockMisuse handle in pool.GetOutstanding())
        {
            sampled += handle.OwnerStack is null ? 0 : 1;
        }

        // Making a slice opens a handle for the lease and one for the slice, so every second of the latter is sampled
        // or none; what stands fast is that it is not all of them.
        Assert.InRange(sampled, 0, 4);
        Assert.Equal(8, pool.GetOutstanding().Count);
        slices.ForEach(static slice => slice.Dispose());
    }

    private delegate void UseLease(BlockLease lease);

    private static bool Refuses(BlockLease lease, UseLease use)
    {
        try
        {
            use(lease);
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static BufferSlice MakeSlice(BlockPool pool)
    {
        using BlockLease lease = pool.RentBlock(16);
        return lease.Share(0, 16);
    }

    // Not optimized: a call at the end would take this method's place on the stack.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static void DisposeFirst(BufferSlice slice) => slice.Dispose();
}
