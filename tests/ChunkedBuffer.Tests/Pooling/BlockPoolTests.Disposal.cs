using System;
using System.Threading;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    [Fact]
    public void Dispose_BlocksOutstanding_StayValidAndFreeTheirSlabsWhenTheyComeHome()
    {
        var source = new ScriptedSlabSource();
        var pool = new BlockPool(new BlockPoolOptions { SlabSource = source });
        HeldBlock first = HeldBlock.Rent(pool, 4096);
        HeldBlock second = HeldBlock.Rent(pool, 4096);
        HeldBlock third = HeldBlock.Rent(pool, 262144);
        HeldBlock large = HeldBlock.Rent(pool, 1_000_000);
        Burst(pool, slabs: 4);
        pool.Dispose();
        pool.Dispose();
        Assert.Equal(3, source.LiveRegions);
        second.Block.GetSpan().Fill(2);
        large.Block.GetSpan().Fill(3);
        first.Release();
        Assert.Equal(3, source.LiveRegions);
        RunOnThread(second.Release);
        Assert.Equal(2, source.LiveRegions);
        third.Release();
        large.Release();
        Assert.Equal(0, source.LiveRegions);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Rent_AfterDispose_Throws()
    {
        var pool = new BlockPool();
        pool.RentBlock(4096).Dispose();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.RentBlock(4096).Dispose());
        Assert.Throws<ObjectDisposedException>(() => pool.RentBlock(200_000).Dispose());
        Assert.Throws<ObjectDisposedException>(() => pool.RentBlock(2_000_000).Dispose());
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(10));
        Assert.Throws<ObjectDisposedException>(() => pool.RentShared(10, 1, out _));
        RunOnThread(() => Assert.Throws<ObjectDisposedException>(() => pool.RentBlock(4096).Dispose()));
        pool.Trim();
    }

    [Fact]
    public void Dispose_UnderTraffic_FreesEverythingOnceTheTrafficEnds()
    {
        for (int round = 0; round < 20; round++)
        {
            var source = new ScriptedSlabSource();
            var pool = new BlockPool(new BlockPoolOptions { SlabSource = source });
            using var started = new CountdownEvent(3);
            RunOnThreads(4, thread =>
            {
                if (thread == 3)
                {
                    started.Wait();
                    pool.Dispose();
                    return;
                }

                var random = new Random(thread);
                bool isCounted = false;
                try
                {
                    for (int count = 0; ; count++)
                    {
                        HeldBlock held = HeldBlock.Rent(pool, random.Next(400_000));
                        try
                        {
                            held.Block.GetSpan()[0] = 1;
                            pool.RentBlock(4096).Dispose();
                        }
                        finally
                        {
                            held.Release();
                        }

                        if (!isCounted && count == 10)
                        {
                            started.Signal();
                            isCounted = true;
                        }
                    }
                }
                catch (ObjectDisposedException)
                {
                    Assert.True(isCounted);
                }
            });
            Assert.Equal(0, source.LiveRegions);
            Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        }
    }

    [Fact]
    public void NewPool_AfterOthersWereDisposed_WorksOnTheSameThreads()
    {
        for (int round = 0; round < 50; round++)
        {
            using var first = new BlockPool();
            using var second = new BlockPool();
            using BlockLease one = first.RentBlock(4096);
            using BlockLease two = second.RentBlock(4096);
            using BlockLease three = first.RentBlock(4096);
            Assert.Equal(2, first.GetStatistics().RentedBlocks);
            Assert.Equal(1, second.GetStatistics().RentedBlocks);
        }
    }
}
