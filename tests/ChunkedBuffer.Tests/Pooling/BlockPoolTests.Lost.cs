using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    [Theory]
    [InlineData(4096)]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public void LostBlock_Default_IsCountedReportedAndItsMemoryKept(int length)
    {
        var source = new ScriptedSlabSource();
        var reports = new ConcurrentQueue<BlockMisuse>();
        using var pool = new BlockPool(new BlockPoolOptions
        {
            Name = "leaky",
            SlabSource = source,
            OnMisuse = reports.Enqueue,
        });
        Lose(pool, length);
        WaitUntil(() => !reports.IsEmpty);
        BlockMisuse report = Assert.Single(reports);
        Assert.Equal(BlockMisuseKind.LostBlock, report.Kind);
        Assert.Equal("leaky", report.PoolName);
        Assert.True(report.BlockLength >= length);
        BlockPoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(1, statistics.LostBlocks);
        Assert.Equal(report.BlockLength, statistics.LostBytes);
        Assert.Equal(0, statistics.RentedBlocks);
        Assert.Equal(0, statistics.RentedBytes);
        pool.Trim();
        pool.Dispose();
        Assert.Equal(1, source.LiveRegions);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public void LostBlock_ReclaimLostBlocks_IsUsedAgain(int length)
    {
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions { SlabSource = source, ReclaimLostBlocks = true });
        Lose(pool, length);
        WaitUntil(() => pool.GetStatistics().LostBlocks == 1);
        BlockPoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.RentedBlocks);
        Assert.Equal(0, statistics.LostBytes);
        Lose(pool, length);
        WaitUntil(() => pool.GetStatistics().LostBlocks == 2);
        pool.Trim();
        Assert.Equal(0, source.LiveRegions);
    }

    [Fact]
    public void LostBlock_CallbackThrows_DoesNotEndTheProcess()
    {
        using var pool = new BlockPool(new BlockPoolOptions
        {
            OnMisuse = static _ => throw new InvalidOperationException("A careless callback."),
        });
        Lose(pool, 4096);
        WaitUntil(() => pool.GetStatistics().FailedReports == 1);
        Assert.Equal(1, pool.GetStatistics().LostBlocks);
    }

    [Fact]
    public void LostBlocks_Many_AreAllFound()
    {
        const int Count = 500;
        using var pool = new BlockPool();
        for (int count = 0; count < Count; count++)
        {
            Lose(pool, 512);
        }

        WaitUntil(() => pool.GetStatistics().LostBlocks == Count);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void FreeBlockInUse_RentedNext_IsTakenOutAndReported()
    {
        var reports = new ConcurrentQueue<BlockMisuse>();
        using var pool = new BlockPool(new BlockPoolOptions { OnMisuse = reports.Enqueue });
        HeldBlock held = HeldBlock.Rent(pool, 4096);
        held.Release();

        // What no handle can do: references on a block that lies in a list of free ones.
        uint generation = held.Block.References.StartShared(2);
        List<HeldBlock> others = [];
        while (reports.IsEmpty)
        {
            others.Add(HeldBlock.Rent(pool, 4096));
            Assert.NotSame(held.Block, others[^1].Block);
        }

        Assert.Equal(BlockMisuseKind.FreeBlockInUse, Assert.Single(reports).Kind);
        Assert.Equal(1, pool.GetStatistics().QuarantinedBlocks);
        Assert.Equal(others.Count, pool.GetStatistics().RentedBlocks);
        others.ForEach(static block => block.Release());
        Assert.True(held.Block.References.IsCurrent(generation));
        GC.KeepAlive(held.Block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose(BlockPool pool, int length)
    {
        // On a thread of its own, so that no register or stack slot of the test keeps the block.
        var thread = new Thread(() => _ = HeldBlock.Rent(pool, length));
        thread.Start();
        thread.Join();
    }
}
