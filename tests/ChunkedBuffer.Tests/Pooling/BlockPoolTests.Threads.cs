using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    [Fact]
    public void Release_OnAnotherThreadManyTimes_KeepsTheSlabsBounded()
    {
        const int InFlightMax = 256;
        int rentals = LongRun.Rounds(1_000_000, 8_000_000);
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions { SlabSource = source });
        using var queue = new BlockingCollection<HeldBlock[]>(InFlightMax / 64);
        var releaser = new Thread(() =>
        {
            foreach (HeldBlock[] batch in queue.GetConsumingEnumerable())
            {
                Array.ForEach(batch, static block => block.Release());
            }
        });
        releaser.Start();
        for (int rented = 0; rented < rentals; rented += 64)
        {
            var batch = new HeldBlock[64];
            for (int index = 0; index < batch.Length; index++)
            {
                batch[index] = HeldBlock.Rent(pool, 4096);
            }

            queue.Add(batch);
        }

        queue.CompleteAdding();
        releaser.Join();

        // The working set is the queue, a batch on either side and what two threads cache: less than two slabs.
        Assert.InRange(source.BytesPeak, SlabBytes, 4 * SlabBytes);
        BlockPoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.RentedBlocks);
        Assert.Equal(statistics.SlabBytes, statistics.RetainedBytes);
    }

    [Fact]
    public void Release_OnAnotherThread_ComesBackToTheThreadThatRented()
    {
        using var pool = new BlockPool();
        HeldBlock held = HeldBlock.Rent(pool, 4096);
        NativeBlock block = held.Block;
        List<HeldBlock> rest = [];
        while (pool.GetStatistics().ThreadCachedBytes > 0)
        {
            rest.Add(HeldBlock.Rent(pool, 4096));
        }

        RunOnThread(held.Release);
        HeldBlock again = HeldBlock.Rent(pool, 4096);
        Assert.Same(block, again.Block);
        again.Release();
        rest.ForEach(static other => other.Release());
    }

    [Fact]
    public void Release_OnAnotherThreadBeyondTheCap_GoesToTheArena()
    {
        const int Cap = 256 * 1024;
        using var pool = new BlockPool(new BlockPoolOptions
        {
            Mode = BlockPoolMode.Default,
            ThreadCacheBytesMax = Cap,
        });
        List<HeldBlock> held = [];
        for (int count = 0; count < 1024; count++)
        {
            held.Add(HeldBlock.Rent(pool, 4096));
        }

        RunOnThread(() => held.ForEach(static block => block.Release()));
        Assert.InRange(pool.GetStatistics().ThreadCachedBytes, 4096, Cap);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Release_MoreThanTheCap_KeepsAtMostTheCap()
    {
        const int Cap = 512 * 1024;
        using var pool = new BlockPool(new BlockPoolOptions { ThreadCacheBytesMax = Cap });
        for (int length = 512; length <= 262144; length *= 2)
        {
            List<HeldBlock> held = [];
            for (int count = 0; count < 64; count++)
            {
                held.Add(HeldBlock.Rent(pool, length));
            }

            held.ForEach(static block => block.Release());
            Assert.InRange(pool.GetStatistics().ThreadCachedBytes, 0, Cap);
        }

        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void GetStatistics_BlocksOnTheirWayHome_AreNotCountedAsRented()
    {
        using var pool = new BlockPool(new BlockPoolOptions
        {
            Mode = BlockPoolMode.Default,
            TrimInterval = Timeout.InfiniteTimeSpan,
        });
        for (int round = 0; round < 200; round++)
        {
            RunOnThread(() => Array.ForEach(
                Enumerable.Range(0, 64).Select(_ => HeldBlock.Rent(pool, 512)).ToArray(),
                static block => block.Release()));
            var trimming = new Thread(pool.Trim);
            trimming.Start();
            do
            {
                Assert.Equal(0, pool.GetStatistics().RentedBlocks);
            }
            while (!trimming.Join(0));
        }
    }

    [Fact]
    public void ThreadEnd_WithCachedBlocks_SendsThemHome()
    {
        using var pool = new BlockPool(new BlockPoolOptions
        {
            Mode = BlockPoolMode.Default,
            TrimInterval = Timeout.InfiniteTimeSpan,
        });
        HeldBlock late = default;
        long cachedBytes = 0;
        RunOnThread(() =>
        {
            late = HeldBlock.Rent(pool, 4096);
            for (int count = 0; count < 4; count++)
            {
                pool.RentBlock(4096).Dispose();
                pool.RentBlock(512).Dispose();
            }

            // A collection that another test causes sends them home as soon as this thread ended.
            cachedBytes = pool.GetStatistics().ThreadCachedBytes;
        });
        Assert.True(cachedBytes > 0);
        WaitUntil(() => pool.GetStatistics().ThreadCachedBytes == 0);

        // The home of this block is gone; it goes to its slab.
        late.Release();
        BlockPoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.RentedBlocks);
        Assert.Equal(0, statistics.ThreadCachedBytes);
    }

    [Fact]
    public void ManyThreads_OneAfterTheOther_LeaveNothingBehind()
    {
        using var pool = new BlockPool(new BlockPoolOptions { TrimInterval = Timeout.InfiniteTimeSpan });
        for (int count = 0; count < 100; count++)
        {
            RunOnThread(() => pool.RentBlock(4096).Dispose());
        }

        WaitUntil(() => pool.GetStatistics().ThreadCachedBytes == 0);
        Assert.InRange(pool.GetStatistics().SlabCount, 1, 4);
    }

    [Fact]
    public void Stress_ThreadsRentReleaseAndTrim_NoBlockIsHandedOutTwice()
    {
        const int Rounds = 3_000;
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions { SlabSource = source });
        var exchange = new ConcurrentQueue<HeldBlock>();
        int running = 4;
        RunOnThreads(5, thread =>
        {
            if (thread == 4)
            {
                while (Volatile.Read(ref running) > 0)
                {
                    pool.Trim();
                    Assert.InRange(pool.GetStatistics().SlabBytes, 0, 64 * SlabBytes);
                }

                return;
            }

            var random = new Random(thread);
            try
            {
                for (int round = 0; round < Rounds; round++)
                {
                    UseOwnBlock(pool, random, (byte)(thread + 1));
                    PassBlock(pool, random, exchange);
                }
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        });
        while (exchange.TryDequeue(out HeldBlock left))
        {
            left.Release();
        }

        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        pool.Trim();
        Assert.Equal(0, source.LiveRegions);
        Assert.Equal(0, pool.GetStatistics().QuarantinedBlocks);
    }

    [Fact]
    public void Dispose_CopiesOfOneHandleOnManyThreads_ReleasesOnceAndRentsNobodyTwice()
    {
        const int Rounds = 5_000;
        using var pool = new BlockPool();
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            HeldBlock held = HeldBlock.Rent(pool, 512);
            RunOnPooledPair(
                () => CountRefusal(held.Release, ref refused),
                () => CountRefusal(held.Release, ref refused));
            HeldBlock first = HeldBlock.Rent(pool, 512);
            HeldBlock second = HeldBlock.Rent(pool, 512);
            Assert.NotSame(first.Block, second.Block);
            first.Release();
            second.Release();
        }

        Assert.Equal(Rounds, refused);
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    private static void UseOwnBlock(BlockPool pool, Random random, byte mark)
    {
        using BlockLease lease = pool.RentBlock(random.Next(20_000));
        Span<byte> span = lease.Span[..64];
        span.Fill(mark);
        Thread.Yield();
        Assert.Equal(-1, span.IndexOfAnyExcept(mark));
    }

    private static void PassBlock(BlockPool pool, Random random, ConcurrentQueue<HeldBlock> exchange)
    {
        if (exchange.Count < 200)
        {
            exchange.Enqueue(HeldBlock.Rent(pool, random.Next(300_000)));
        }

        if (random.Next(2) == 0 && exchange.TryDequeue(out HeldBlock taken))
        {
            taken.Release();
        }
    }

    private static void CountRefusal(Action release, ref int refused)
    {
        try
        {
            release();
        }
        catch (ObjectDisposedException)
        {
            Interlocked.Increment(ref refused);
        }
    }

    private static void RunOnPooledPair(Action first, Action second)
    {
        using var barrier = new Barrier(2);
        System.Threading.Tasks.Task other = System.Threading.Tasks.Task.Run(() =>
        {
            barrier.SignalAndWait();
            second();
        });
        barrier.SignalAndWait();
        first();
        other.GetAwaiter().GetResult();
    }

    /// <summary>Runs on a thread that has ended when this returns, and whose stack roots nothing any more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunOnThread(Action action) => RunOnThreads(1, _ => action());

    private static void RunOnThreads(int count, Action<int> action)
    {
        var failures = new ConcurrentQueue<Exception>();
        var threads = new Thread[count];
        for (int index = 0; index < count; index++)
        {
            int thread = index;
            threads[index] = new Thread(() =>
            {
                try
                {
                    action(thread);
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception);
                }
            });
            threads[index].Start();
        }

        Array.ForEach(threads, static thread => thread.Join());
        Assert.Empty(failures);
    }

    /// <summary>
    /// Collects until the finalizers, and the work that they leave to other threads, have done what the test waits for.
    /// </summary>
    private static void WaitUntil(Func<bool> condition) => Assert.True(
        SpinWait.SpinUntil(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return condition();
            },
            TimeSpan.FromMinutes(1)),
        "What the finalizers should have brought about did not happen.");
}
