using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    private const int SlabBytes = 2 * 1024 * 1024;

    [Fact]
    public void RentBlock_SmallCapReached_ThrowsNamingBothNumbersAndRecovers()
    {
        using var pool = new BlockPool(new BlockPoolOptions { SmallBytesMax = SlabBytes });
        List<HeldBlock> held = [];
        for (int count = 0; count < SlabBytes / 65536; count++)
        {
            held.Add(HeldBlock.Rent(pool, 65536));
        }

        BlockPoolStatistics before = pool.GetStatistics();
        InsufficientMemoryException exception =
            Assert.Throws<InsufficientMemoryException>(() => pool.RentBlock(65536).Dispose());
        Assert.Contains("2097152 bytes more: 2097152 of the 2097152", exception.Message, StringComparison.Ordinal);
        Assert.Contains("SmallBytesMax", exception.Message, StringComparison.Ordinal);
        BlockPoolStatistics after = pool.GetStatistics();
        Assert.Equal(before with { Misses = after.Misses }, after);
        held[0].Release();
        held[0] = HeldBlock.Rent(pool, 65536);
        held.ForEach(static block => block.Release());
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void RentBlock_SmallCapReachedByAnotherClassAndThread_TakesTheirFreeMemory()
    {
        using var pool = new BlockPool(new BlockPoolOptions { SmallBytesMax = SlabBytes });
        using var released = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        var other = new Thread(() =>
        {
            pool.RentBlock(512).Dispose();
            released.Set();
            done.Wait();
        });
        other.Start();
        released.Wait();
        using (BlockLease lease = pool.RentBlock(4096))
        {
            Assert.Equal(4096, lease.Length);
        }

        Assert.Equal(1, pool.GetStatistics().SlabCount);
        done.Set();
        other.Join();
    }

    [Fact]
    public void RentBlock_LargeCapReached_LeavesSmallBlocksAlone()
    {
        using var pool = new BlockPool(new BlockPoolOptions { LargeBytesMax = 1024 * 1024 });
        HeldBlock large = HeldBlock.Rent(pool, 1024 * 1024);
        InsufficientMemoryException exception =
            Assert.Throws<InsufficientMemoryException>(() => pool.RentBlock(262145).Dispose());
        Assert.Contains("LargeBytesMax", exception.Message, StringComparison.Ordinal);
        pool.RentBlock(262144).Dispose();
        large.Release();
        pool.RentBlock(262145).Dispose();
        Assert.Equal(0, pool.GetStatistics().DedicatedBytes);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(262144)]
    [InlineData(1000000)]
    public void RentBlock_SourceWithoutMemory_ThrowsUnchangedAndWorksAgainLater(int length)
    {
        var source = new ScriptedSlabSource { IsExhausted = true };
        using var pool = new BlockPool(new BlockPoolOptions
        {
            SlabSource = source,
            SmallBytesMax = SlabBytes,
            LargeBytesMax = SlabBytes,
        });
        BlockPoolStatistics before = pool.GetStatistics();
        for (int attempt = 0; attempt < 5; attempt++)
        {
            Assert.Throws<OutOfMemoryException>(() => pool.RentBlock(length).Dispose());
        }

        Assert.Equal(before with { Misses = 5 }, pool.GetStatistics());
        source.IsExhausted = false;
        pool.RentBlock(length).Dispose();
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(2000000)]
    public void RentBlock_SourceWithoutMemoryButThePoolHasSome_UsesThat(int length)
    {
        var source = new ScriptedSlabSource { BytesMax = 4 * SlabBytes };
        using var pool = new BlockPool(new BlockPoolOptions { SlabSource = source });
        Burst(pool, slabs: 4);
        Assert.Equal(4, source.LiveRegions);
        pool.RentBlock(length).Dispose();
        Assert.InRange(source.LiveRegions, 0, 1);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(1000000)]
    public void RentBlock_SourceGivesAMisalignedRegion_ThrowsAndGivesItBack(int length)
    {
        var source = new ScriptedSlabSource { IsMisaligned = true };
        using var pool = new BlockPool(new BlockPoolOptions { SlabSource = source });
        InvalidOperationException exception =
            Assert.Throws<InvalidOperationException>(() => pool.RentBlock(length).Dispose());
        Assert.Contains("aligned to", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, source.LiveRegions);
    }

    [Fact]
    public void Release_BeyondRetainedBytesMax_GivesSlabsBackAtOnce()
    {
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions
        {
            SlabSource = source,
            RetainedBytesMax = SlabBytes,
            ThreadCacheBytesMax = 0,
        });
        List<HeldBlock> held = [];
        for (int count = 0; count < 6 * (SlabBytes / 65536); count++)
        {
            held.Add(HeldBlock.Rent(pool, 65536));
        }

        Assert.Equal(6, source.LiveRegions);
        held.ForEach(static block => block.Release());
        Assert.Equal(1, source.LiveRegions);
        Assert.Equal(5, pool.GetStatistics().Trims);
    }

    [Fact]
    public void RentBlock_EachClass_IsAlignedToItsSize()
    {
        using var pool = new BlockPool();
        for (int length = 512; length <= 262144; length *= 2)
        {
            List<HeldBlock> held = [];
            for (int count = 0; count < 20; count++)
            {
                HeldBlock block = HeldBlock.Rent(pool, length);
                held.Add(block);
                Assert.Equal(length, block.Block.Length);
                Assert.Equal(0, Address(block.Block) % length);
            }

            held.ForEach(static block => block.Release());
        }

        HeldBlock large = HeldBlock.Rent(pool, 262145);
        Assert.Equal(0, Address(large.Block) % 4096);
        large.Release();
    }

    private static long Address(NativeBlock block) => Unsafe.ByteOffset(
        ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(block.GetSpan()));
}
