using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    [Fact]
    public void Tick_IdlePool_GivesHalfBackEachTimeAndThenAll()
    {
        var clock = new ManualClock();
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions
        {
            SlabSource = source,
            TimeProvider = clock,
            ThreadCacheBytesMax = 0,
        });
        Burst(pool, slabs: 64);
        Assert.Equal(64, source.LiveRegions);

        // The first tick sees that memory was needed since the pool was made, the next ones that it was not.
        clock.Tick();
        Assert.Equal(64, source.LiveRegions);
        clock.Tick();
        Assert.Equal(32, source.LiveRegions);
        clock.Tick();
        Assert.Equal(16, source.LiveRegions);
        clock.Tick();
        Assert.Equal(0, source.LiveRegions);
        Assert.Equal(64, pool.GetStatistics().Trims);
    }

    [Fact]
    public void Tick_PoolInUse_KeepsWhatWasNeededSinceTheLastTick()
    {
        var clock = new ManualClock();
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions { SlabSource = source, TimeProvider = clock });
        Burst(pool, slabs: 16);
        for (int period = 0; period < 20; period++)
        {
            Burst(pool, slabs: 8);
            clock.Tick();
        }

        Assert.InRange(source.LiveRegions, 8, 10);
        long trimsBefore = pool.GetStatistics().Trims;
        Burst(pool, slabs: 8);
        clock.Tick();
        Assert.Equal(trimsBefore, pool.GetStatistics().Trims);
    }

    [Fact]
    public void Tick_IdleThreads_EmptiesTheirCaches()
    {
        var clock = new ManualClock();
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default, TimeProvider = clock });
        using var cached = new CountdownEvent(3);
        using var done = new ManualResetEventSlim();
        var threads = new Thread[3];
        for (int index = 0; index < threads.Length; index++)
        {
            threads[index] = new Thread(() =>
            {
                Burst(pool, slabs: 1);
                cached.Signal();
                done.Wait();
                pool.RentBlock(4096).Dispose();
            });
            threads[index].Start();
        }

        cached.Wait();
        Assert.True(pool.GetStatistics().ThreadCachedBytes > 0);
        clock.Tick(2);
        Assert.Equal(0, pool.GetStatistics().ThreadCachedBytes);
        clock.Tick(4);
        Assert.Equal(0, pool.GetStatistics().SlabBytes);
        done.Set();
        Array.ForEach(threads, static thread => thread.Join());
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Tick_ActiveThread_KeepsItsNewerBlocksOnly()
    {
        var clock = new ManualClock();
        using var pool = new BlockPool(new BlockPoolOptions { TimeProvider = clock });
        HeldBlock pin = HeldBlock.Rent(pool, 4096);
        Burst(pool, slabs: 1);
        long before = pool.GetStatistics().ThreadCachedBytes;
        for (int period = 0; period < 12; period++)
        {
            clock.Tick();
            pool.RentBlock(4096).Dispose();
        }

        Assert.InRange(pool.GetStatistics().ThreadCachedBytes, 0, before / 8);
        pin.Release();
    }

    [Fact]
    public void Tick_NothingRetained_StopsTheTimerUntilThereIsASlab()
    {
        var clock = new ManualClock();
        using var pool = new BlockPool(new BlockPoolOptions { TimeProvider = clock });
        Assert.Equal(0, clock.ArmedCount);
        pool.RentBlock(4096).Dispose();
        Assert.Equal(1, clock.ArmedCount);
        clock.Tick(10);
        Assert.Equal(0, pool.GetStatistics().SlabBytes);
        Assert.Equal(0, clock.ArmedCount);
        pool.RentBlock(4096).Dispose();
        Assert.Equal(1, clock.ArmedCount);
    }

    [Fact]
    public void Tick_InfiniteInterval_NeverComes()
    {
        var clock = new ManualClock();
        using var pool = new BlockPool(new BlockPoolOptions
        {
            TimeProvider = clock,
            TrimInterval = Timeout.InfiniteTimeSpan,
        });
        pool.RentBlock(4096).Dispose();
        Assert.Equal(0, clock.ArmedCount);
    }

    [Fact]
    public void Tick_MemoryIsShort_GivesEverythingBack()
    {
        bool isShort = false;
        var clock = new ManualClock();
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions
        {
            SlabSource = source,
            TimeProvider = clock,
            MemoryIsShort = () => isShort,
        });
        Burst(pool, slabs: 8);
        isShort = true;
        clock.Tick();
        Assert.Equal(0, source.LiveRegions);
    }

    [Fact]
    public void FullCollection_MemoryIsShort_GivesEverythingBack()
    {
        bool isShort = false;
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions
        {
            SlabSource = source,
            TrimInterval = Timeout.InfiniteTimeSpan,
            MemoryIsShort = () => Volatile.Read(ref isShort),
        });
        Burst(pool, slabs: 8);
        for (int collection = 0; collection < 5; collection++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.NotEqual(0, source.LiveRegions);
        Volatile.Write(ref isShort, true);
        WaitUntil(() => source.LiveRegions == 0);
    }

    [Fact]
    public void Trim_SomeBlocksRented_KeepsExactlyTheirSlabs()
    {
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions { SlabSource = source });
        HeldBlock small = HeldBlock.Rent(pool, 512);
        HeldBlock large = HeldBlock.Rent(pool, 262144);
        Burst(pool, slabs: 16);
        pool.Trim();
        Assert.Equal(2, source.LiveRegions);
        small.Block.GetSpan().Fill(1);
        large.Block.GetSpan().Fill(1);
        small.Release();
        large.Release();
        pool.Trim();
        Assert.Equal(0, source.LiveRegions);
    }

    [Fact]
    public void Trim_StaleHandleToAFreedSlab_Throws()
    {
        using var pool = new BlockPool();
        HeldBlock held = HeldBlock.Rent(pool, 512);
        var slice = new BufferSlice(held.Block, held.Generation, 0, 10);
        BufferSlice copy = slice;
        Memory<byte> memory = held.Block.AsMemory(0, 10);
        slice.Dispose();
        pool.Trim();
        Assert.Equal(0, pool.GetStatistics().SlabBytes);
        Assert.Throws<ObjectDisposedException>(() => copy.AsSpan().Length);
        Assert.Throws<ObjectDisposedException>(() => copy.Dispose());
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
    }

    [Fact]
    public void Burst_TenGibibytesThroughThePool_LeavesNoMoreThanIsLive()
    {
        // Ten GiB go through; at most 64 MiB are out at any time, so that the test fits on every machine.
        const long Throughput = 10L * 1024 * 1024 * 1024;
        const int BlockLength = 65536;
        var clock = new ManualClock();
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions { SlabSource = source, TimeProvider = clock });
        List<HeldBlock> live = [];
        for (int count = 0; count < 8 * 32; count++)
        {
            live.Add(HeldBlock.Rent(pool, BlockLength));
        }

        var held = new HeldBlock[1024];
        for (long passed = 0; passed < Throughput; passed += (long)held.Length * BlockLength)
        {
            for (int index = 0; index < held.Length; index++)
            {
                held[index] = HeldBlock.Rent(pool, BlockLength);
            }

            Array.ForEach(held, static block => block.Release());
        }

        Assert.InRange(source.BytesPeak, held.Length * (long)BlockLength, 100 * 1024 * 1024);
        clock.Tick(6);
        long liveBytes = (long)live.Count * BlockLength;
        Assert.InRange(source.LiveBytes, liveBytes, (long)(1.2 * liveBytes));
        live.ForEach(static block => block.Release());
    }

    [Fact]
    public async Task Burst_MemoryWasWrittenTo_LeavesNoMoreInTheProcessThanIsLive()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(BurstAndPrintResidentSize);
        Assert.True(result.ExitCode == 0, result.Error);
        string[] words = result.Output.Split(' ');
        long liveBytes = long.Parse(words[0], CultureInfo.InvariantCulture);
        long growthBytes = long.Parse(words[1], CultureInfo.InvariantCulture);

        // Sixteen MiB for what the runtime itself grows by meanwhile.
        Assert.InRange(growthBytes, liveBytes / 2, (long)(1.2 * liveBytes) + (16 * 1024 * 1024));
    }

    /// <summary>Passes 2 GiB through a pool of its own, 256 MiB at a time, while 128 MiB stay in use.</summary>
    public static void BurstAndPrintResidentSize()
    {
        const int BlockLength = 65536;
        var clock = new ManualClock();
        using var pool = new BlockPool(new BlockPoolOptions { TimeProvider = clock });
        pool.RentBlock(BlockLength).Dispose();
        long before = ResidentBytes();
        HeldBlock[] live = RentFilled(pool, 2048, BlockLength);
        for (int round = 0; round < 8; round++)
        {
            Array.ForEach(RentFilled(pool, 4096, BlockLength), static block => block.Release());
        }

        clock.Tick(6);
        Console.Write($"{(long)live.Length * BlockLength} {ResidentBytes() - before}");
        Array.ForEach(live, static block => block.Release());
    }

    private static HeldBlock[] RentFilled(BlockPool pool, int count, int length)
    {
        var held = new HeldBlock[count];
        for (int index = 0; index < held.Length; index++)
        {
            held[index] = HeldBlock.Rent(pool, length);
            held[index].Block.GetSpan().Fill(1);
        }

        return held;
    }

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    [Fact]
    public void ForgottenPool_TimerAndThreadsRefer_IsCollectedAndGivesItsMemoryBack()
    {
        var source = new ScriptedSlabSource();
        HeldBlock held = UseAndForget(source);
        WaitUntil(() => source.LiveRegions == 1);
        held.Block.GetSpan().Fill(7);
        held.Release();
        Assert.Equal(0, source.LiveRegions);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HeldBlock UseAndForget(ScriptedSlabSource source)
    {
        var pool = new BlockPool(new BlockPoolOptions { SlabSource = source });
        Burst(pool, slabs: 4);
        return HeldBlock.Rent(pool, 262144);
    }

    private static void Burst(BlockPool pool, int slabs)
    {
        const int BlockLength = 32768;
        var held = new HeldBlock[slabs * (SlabBytes / BlockLength)];
        for (int index = 0; index < held.Length; index++)
        {
            held[index] = HeldBlock.Rent(pool, BlockLength);
        }

        Array.ForEach(held, static block => block.Release());
    }
}
