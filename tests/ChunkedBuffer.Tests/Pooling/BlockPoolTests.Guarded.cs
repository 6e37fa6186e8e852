using System;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    [Fact]
    public void Guarded_SourceWithoutGuardPages_ThrowsAndSaysWhatToDo()
    {
        NotSupportedException exception = Assert.Throws<NotSupportedException>(
            () => new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Guarded }));
        Assert.Contains("BlockPoolOptions.SlabSource", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(100, 100)]
    [InlineData(4096, 4096)]
    [InlineData(300_001, 300_001)]
    public void Guarded_Rent_EndsAtTheInaccessiblePage(int lengthMin, int expected)
    {
        var source = new GuardedSlabSource();
        using BlockPool pool = GuardedPool(source);
        using (BlockLease lease = pool.RentBlock(lengthMin))
        {
            Assert.Equal(expected, lease.Length);
            lease.Span.Fill(1);
            HeldBlock held = HeldBlock.Rent(pool, lengthMin);
            Assert.Equal(0, (Address(held.Block) + expected) % Environment.SystemPageSize);
            held.Release();
        }

        Assert.Equal(2, source.SealedRegions);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        Assert.Equal(
            2 * expected <= QuarantineBytes ? 2 * expected : 0, pool.GetStatistics().QuarantinedBytes);
    }

    [Fact]
    public void Guarded_QuarantineFull_GivesTheOldestBack()
    {
        using BlockPool pool = GuardedPool(new GuardedSlabSource());
        for (int count = 0; count < 100; count++)
        {
            pool.RentBlock(4096).Dispose();
        }

        BlockPoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(QuarantineBytes, statistics.QuarantinedBytes);
        Assert.Equal(100, statistics.Misses);
        Assert.Equal(0, statistics.DedicatedBlocks);
        pool.Dispose();
        Assert.Equal(0, pool.GetStatistics().QuarantinedBytes);
    }

    [Fact]
    public void Guarded_CapReachedByTheQuarantine_DrainsIt()
    {
        using var pool = new BlockPool(new BlockPoolOptions
        {
            Mode = BlockPoolMode.Guarded,
            SlabSource = new GuardedSlabSource(),
            LargeBytesMax = 600_000,
        });
        for (int count = 0; count < 5; count++)
        {
            pool.RentBlock(400_000).Dispose();
        }

        HeldBlock held = HeldBlock.Rent(pool, 400_000);
        Assert.Throws<InsufficientMemoryException>(() => pool.RentBlock(400_000).Dispose());
        held.Release();
    }

    [Fact]
    public void Guarded_SourceWithoutMemory_ThrowsAndWorksAgainLater()
    {
        var source = new GuardedSlabSource();
        using BlockPool pool = GuardedPool(source);
        source.FailAfter(0);
        Assert.Throws<OutOfMemoryException>(() => pool.RentBlock(100).Dispose());
        source.FailAfter(10);
        pool.RentBlock(100).Dispose();
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Guarded_ReleaseAfterDispose_KeepsNothing()
    {
        BlockPool pool = GuardedPool(new GuardedSlabSource());
        HeldBlock held = HeldBlock.Rent(pool, 4096);
        pool.Dispose();
        held.Block.GetSpan().Fill(1);
        held.Release();
        Assert.Equal(0, pool.GetStatistics().QuarantinedBytes);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task Guarded_Overrun_EndsTheProcess()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(Overrun);
        Assert.Contains("before", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("after", result.Output, StringComparison.Ordinal);
        Assert.True(result.Crashed, $"The process ended with {result.ExitCode}: {result.Error}");
    }

    [Fact]
    public async Task Guarded_UseAfterRelease_EndsTheProcess()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(UseAfterRelease);
        Assert.Contains("before", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("after", result.Output, StringComparison.Ordinal);
        Assert.True(result.Crashed, $"The process ended with {result.ExitCode}: {result.Error}");
    }

    public static void Overrun()
    {
        using BlockPool pool = GuardedPool(new GuardedSlabSource());
        using BlockLease lease = pool.RentBlock(100);
        Span<byte> tooLong = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(lease.Span), 101);
        tooLong[99] = 1;
        Console.WriteLine("before");
        Console.Out.Flush();
        tooLong[100] = 1;
        Console.WriteLine("after");
    }

    public static void UseAfterRelease()
    {
        using BlockPool pool = GuardedPool(new GuardedSlabSource());
        Span<byte> kept;
        using (BlockLease lease = pool.RentBlock(4096))
        {
            kept = lease.Span;
            kept[0] = 1;
        }

        Console.WriteLine("before");
        Console.Out.Flush();
        kept[0] = 2;
        Console.WriteLine("after");
    }

    private const int QuarantineBytes = 10 * 4096;

    private static BlockPool GuardedPool(SlabSource source) => new(new BlockPoolOptions
    {
        Mode = BlockPoolMode.Guarded,
        SlabSource = source,
        QuarantineBytesMax = QuarantineBytes,
    });
}
