using System;
using System.Threading;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    public static TheoryData<BlockPoolOptions, string> BadOptions => new()
    {
        { new BlockPoolOptions { Name = "" }, "Name" },
        { new BlockPoolOptions { Mode = (BlockPoolMode)7 }, "Mode" },
        { new BlockPoolOptions { SmallBytesMax = 4096 }, "SmallBytesMax" },
        { new BlockPoolOptions { LargeBytesMax = -1 }, "LargeBytesMax" },
        { new BlockPoolOptions { RetainedBytesMax = -1 }, "RetainedBytesMax" },
        { new BlockPoolOptions { ThreadCacheBytesMax = -1 }, "ThreadCacheBytesMax" },
        { new BlockPoolOptions { ThreadCacheBytesMax = 1000 }, "ThreadCacheBytesMax" },
        { new BlockPoolOptions { TrimInterval = TimeSpan.Zero }, "TrimInterval" },
        { new BlockPoolOptions { TrimInterval = TimeSpan.FromSeconds(-2) }, "TrimInterval" },
        { new BlockPoolOptions { StackSampling = 0 }, "StackSampling" },
        { new BlockPoolOptions { QuarantineBytesMax = -1 }, "QuarantineBytesMax" },
        { new BlockPoolOptions { TimeProvider = null! }, "TimeProvider" },
    };

    [Theory]
    [MemberData(nameof(BadOptions), DisableDiscoveryEnumeration = true)]
    public void Constructor_OptionWithoutSense_ThrowsNamingIt(BlockPoolOptions options, string name)
    {
        ArgumentException exception = Assert.ThrowsAny<ArgumentException>(() => new BlockPool(options));
        Assert.Contains(name, exception.ParamName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Rent_LengthOutOfRange_ThrowsAndRentsNothing(int length)
    {
        using var pool = new BlockPool();
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(length));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.RentBlock(length).Dispose());
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Rent_WithoutLength_GivesAPage()
    {
        using var pool = new BlockPool();
        using System.Buffers.IMemoryOwner<byte> owner = pool.Rent();
        Assert.Equal(4096, owner.Memory.Length);
    }

    [Fact]
    public void RentBlock_ZeroOnRent_ShowsZerosAlsoAfterADirtyRental()
    {
        using var pool = new BlockPool(new BlockPoolOptions { ZeroOnRent = true });
        for (int round = 0; round < 3; round++)
        {
            using (BlockLease dirty = pool.RentBlock(4096, allowDirty: true))
            {
                dirty.Span.Fill(0xEE);
            }

            using BlockLease clean = pool.RentBlock(4096);
            Assert.Equal(-1, clean.Span.IndexOfAnyExcept((byte)0));
            clean.Span.Fill(0xEE);
        }

        HeldBlock held = HeldBlock.Rent(pool, 4096);
        Assert.Equal(-1, held.Block.GetSpan().IndexOfAnyExcept((byte)0));
        held.Release();
    }

    [Fact]
    public void RentBlock_ZeroOnRentAllowingDirt_SkipsTheClearing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default, ZeroOnRent = true });
        using (BlockLease first = pool.RentBlock(262144))
        {
            first.Span.Fill(0xEE);
        }

        // A block of this class comes from the arena, which hands out the one that came home last.
        using BlockLease second = pool.RentBlock(262144, allowDirty: true);
        Assert.Equal(0xEE, second.Span[0]);
    }

    [Fact]
    public void RentBlock_SingleThreadedPoolOnAnotherThread_Throws()
    {
        using var pool = new BlockPool(new BlockPoolOptions { SingleThreaded = true });
        HeldBlock held = HeldBlock.Rent(pool, 100);
        Exception? rented = null;
        Exception? released = null;
        var thread = new Thread(() =>
        {
            rented = Record.Exception(() => pool.RentBlock(100).Dispose());
            released = Record.Exception(held.Release);
        });
        thread.Start();
        thread.Join();
        Assert.IsType<InvalidOperationException>(rented);
        Assert.IsType<InvalidOperationException>(released);
        Assert.Equal(1, pool.GetStatistics().RentedBlocks);
        held.Release();
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async System.Threading.Tasks.Task ModeVariable_Set_DecidesTheModeOfSharedAndOwnPools()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(
            PrintModes, new System.Collections.Generic.Dictionary<string, string>
            {
                [BlockPoolOptions.ModeVariable] = "checked",
            });
        Assert.Equal("Checked Checked Default", result.Output.Trim());
    }

    [Fact]
    public async System.Threading.Tasks.Task ModeVariable_Nonsense_ThrowsNamingIt()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(
            PrintModes, new System.Collections.Generic.Dictionary<string, string>
            {
                [BlockPoolOptions.ModeVariable] = "chekced",
            });
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("CHUNKEDBUFFER_POOL_MODE is 'chekced'", result.Error, StringComparison.Ordinal);
    }

    public static void PrintModes()
    {
        using var own = new BlockPool();
        using var fixedMode = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        Console.WriteLine($"{BlockPool.Shared.Options.Mode} {own.Options.Mode} {fixedMode.Options.Mode}");
    }

    [Fact]
    public void Shared_Disposed_StaysUsable()
    {
        BlockPool.Shared.Dispose();
        using BlockLease lease = BlockPool.Shared.RentBlock(100);
        Assert.Equal(512, lease.Length);
    }
}
