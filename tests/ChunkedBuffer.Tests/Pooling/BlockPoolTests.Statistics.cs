using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

public sealed partial class BlockPoolTests
{
    [Fact]
    public void GetStatistics_AtEveryStep_AddsUp()
    {
        var source = new ScriptedSlabSource();
        using var pool = new BlockPool(new BlockPoolOptions { Name = "sums", SlabSource = source });
        List<HeldBlock> held = [];
        SeededRandom.Check(1, random =>
        {
            for (int step = 0; step < 2000; step++)
            {
                if (held.Count == 0 || random.Next(100) < 52)
                {
                    held.Add(HeldBlock.Rent(pool, random.Next(400_000)));
                }
                else
                {
                    int index = random.Next(held.Count);
                    held[index].Release();
                    held.RemoveAt(index);
                }

                if (step % 50 == 0)
                {
                    VerifySums(pool, source, held);
                }

                if (step % 400 == 0)
                {
                    pool.Trim();
                }
            }
        });
        held.ForEach(static block => block.Release());
        held.Clear();
        VerifySums(pool, source, held);
    }

    [Fact]
    public void Meter_Listener_SeesThePoolsByName()
    {
        string name = $"meter-{Guid.NewGuid()}";
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default, Name = name });
        Dictionary<string, long> seen = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Meter.Name == "ChunkedBuffer")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "pool.name" && (string?)tag.Value == name)
                {
                    seen[instrument.Name] = value;
                }
            }
        });
        listener.Start();
        using BlockLease small = pool.RentBlock(4096);
        using BlockLease large = pool.RentBlock(300_000);
        listener.RecordObservableInstruments();
        Assert.Equal(2, seen["chunkedbuffer.pool.rented.blocks"]);
        Assert.Equal(small.Length + large.Length, seen["chunkedbuffer.pool.rented.bytes"]);
        Assert.Equal(1, seen["chunkedbuffer.pool.slabs"]);
        Assert.Equal(SlabBytes, seen["chunkedbuffer.pool.slab.bytes"]);
        Assert.Equal(SlabBytes - 4096, seen["chunkedbuffer.pool.retained.bytes"]);
        Assert.Equal(large.Length, seen["chunkedbuffer.pool.dedicated.bytes"]);
        Assert.Equal(2, seen["chunkedbuffer.pool.misses"]);
        Assert.Equal(0, seen["chunkedbuffer.pool.trims"]);
        Assert.Equal(0, seen["chunkedbuffer.pool.lost.blocks"]);
        Assert.Equal(0, seen["chunkedbuffer.pool.outstanding.handles"]);
    }

    [Fact]
    public void Meter_DisposedPool_IsNotMeasured()
    {
        string name = $"meter-{Guid.NewGuid()}";
        new BlockPool(new BlockPoolOptions { Name = name }).Dispose();
        bool isSeen = false;
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Meter.Name == "ChunkedBuffer")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) => isSeen |= tags.ToArray().AsSpan().Contains(new("pool.name", name)));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.False(isSeen);
    }

    [Fact]
    public void RentAndRelease_SteadyState_AllocatesNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        AllocationAssert.Flat(() =>
        {
            using BlockLease small = pool.RentBlock(512);
            using BlockLease page = pool.RentBlock(4096);
            using BlockLease large = pool.RentBlock(262144);
            small.Span[0] = 1;
        });
        var held = new HeldBlock[200];
        AllocationAssert.Flat(
            () =>
            {
                for (int index = 0; index < held.Length; index++)
                {
                    held[index] = HeldBlock.Rent(pool, 4096);
                }

                foreach (HeldBlock block in held)
                {
                    block.Release();
                }
            },
            iterations: 1000);
    }

    [Fact]
    public void Release_OnAnotherThread_AllocatesNothingOnEitherSide()
    {
        const int Rounds = 300;
        using var pool = new BlockPool();
        var batch = new HeldBlock[64];
        using var full = new System.Threading.SemaphoreSlim(0);
        using var empty = new System.Threading.SemaphoreSlim(0);
        long releasing = -1;
        var releaser = new System.Threading.Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                full.Wait();
                long before = GC.GetAllocatedBytesForCurrentThread();
                foreach (HeldBlock block in batch)
                {
                    block.Release();
                }

                releasing = GC.GetAllocatedBytesForCurrentThread() - before;
                empty.Release();
            }
        });
        releaser.Start();
        long renting = -1;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int index = 0; index < batch.Length; index++)
            {
                batch[index] = HeldBlock.Rent(pool, 4096);
            }

            renting = GC.GetAllocatedBytesForCurrentThread() - before;
            full.Release();
            empty.Wait();
        }

        releaser.Join();

        // Of the last round; the first ones carve blocks and make room for them.
        Assert.Equal(0, renting);
        Assert.Equal(0, releasing);
    }

    private static void VerifySums(BlockPool pool, ScriptedSlabSource source, List<HeldBlock> held)
    {
        long bytes = 0;
        long dedicated = 0;
        foreach (HeldBlock block in held)
        {
            bytes += block.Block.Length;
            dedicated += block.Block.Length > 262144 ? block.Block.Length : 0;
        }

        BlockPoolStatistics statistics = pool.GetStatistics();
        Assert.Equal("sums", statistics.Name);
        Assert.Equal(held.Count, statistics.RentedBlocks);
        Assert.Equal(bytes, statistics.RentedBytes);
        Assert.Equal(dedicated, statistics.DedicatedBytes);
        Assert.Equal((long)statistics.SlabCount * SlabBytes, statistics.SlabBytes);
        Assert.Equal(statistics.SlabBytes, statistics.RetainedBytes + bytes - dedicated);
        Assert.Equal(source.LiveBytes, statistics.SlabBytes + dedicated);
        Assert.InRange(statistics.ThreadCachedBytes, 0, 1024 * 1024);
    }
}
