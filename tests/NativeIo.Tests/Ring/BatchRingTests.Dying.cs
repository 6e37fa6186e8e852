using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>A ring that gives no results any more, with operations that the system has.</content>
public sealed partial class BatchRingTests
{
    private const int Length = 4096;

    /// <summary>Numbers of operations in flight, and how many of them end before the ring dies.</summary>
    public static TheoryData<int, int> Deaths =>
        new() { { 1, 0 }, { 2, 1 }, { 7, 3 }, { 63, 62 }, { 64, 0 }, { 64, 64 } };

    [Theory]
    [MemberData(nameof(Deaths))]
    public void Take_RingDied_LosesEachOperationOnceAndKeepsItsMemory(int count, int resultCount)
    {
        byte[] content = SeededRandom.Create().NextBytes(count * Length);
        var scripted = new ScriptedBackend();
        DyingEngine engine = Make(scripted, resultCount, out BatchRing ring);
        using NativeFile file = NativeFile.Open(_folder.Write("file", content));
        using var pool = new TrackingBlockPool();
        using (ring)
        {
            BufferSlice[] blocks = QueueReads(ring, file, pool.Pool, count);
            var lost = new HashSet<long>();
            var read = new HashSet<long>();
            while (ring.InFlight > 0)
            {
                RingCompletion done = ring.Take();
                Assert.True((done.IsLost ? lost : read).Add(done.Tag));
                if (done.IsLost)
                {
                    AssertLoss(done, file, scripted);
                }
                else
                {
                    Assert.Equal(Length, done.Count);
                    Assert.Equal(content.AsSpan((int)done.Tag * Length, Length), blocks[done.Tag].AsSpan());
                }
            }

            Assert.Equal((resultCount, count - resultCount), (read.Count, lost.Count));
            Assert.Equal(count > resultCount, ring.IsBroken);
            foreach (BufferSlice block in blocks)
            {
                block.Dispose();
            }

            Assert.Equal(lost.Count, pool.Pool.GetStatistics().RentedBlocks);
            CheckNothingIsShared(engine, pool.Pool);
        }

        // What came late was given back; the ring could be closed.
        Assert.True(engine.IsDisposed);
        Assert.Equal(0, ring.StaleResultCount);
        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void TryTake_RingDied_LosesEachOperationOnce()
    {
        _ = Make(new ScriptedBackend(), resultCount: 0, out BatchRing ring);
        using NativeFile file = NativeFile.Open(_folder.Write("file", new byte[Length]));
        using var pool = new BlockPool(new BlockPoolOptions { Name = "lost" });
        long before = BatchRing.LeakedOperationCount;
        foreach (BufferSlice block in QueueReads(ring, file, pool, 2))
        {
            block.Dispose();
        }

        Assert.False(ring.TryTake(out _));
        Assert.True(ring.TryTake(out RingCompletion first, TimeSpan.FromDays(1)));
        Assert.True(ring.TryTake(out RingCompletion second));
        Assert.Equal((true, true, 1L), (first.IsLost, second.IsLost, first.Tag + second.Tag));
        Assert.False(ring.TryTake(out _, TimeSpan.FromDays(1)));
        Assert.Throws<InvalidOperationException>(() => ring.Take());
        ring.Dispose();
        Assert.Equal(before + 2, BatchRing.LeakedOperationCount);
        Assert.Equal(2, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Queue_RingDied_IsRefusedWithinTheDepthAndTouchesNoMemory()
    {
        var scripted = new ScriptedBackend();
        DyingEngine engine = Make(scripted, resultCount: 0, out BatchRing ring);
        using NativeFile file = NativeFile.Open(_folder.Write("file", new byte[Length]));
        byte[] memory = new byte[4];
        using (ring)
        {
            Assert.True(ring.TryRead(file, new byte[1], 0));
            Assert.True(ring.Take().IsLost);
            for (int tag = 0; tag < ring.QueueDepth; tag++)
            {
                Assert.True(ring.TryRead(file, memory, 0, tag));
            }

            Assert.False(ring.TryRead(file, memory, 0));
            Assert.Equal(ring.QueueDepth, ring.InFlight);
            for (int tag = 0; tag < ring.QueueDepth; tag++)
            {
                RingCompletion done = ring.Take();
                Assert.Equal((tag, false), (done.Tag, done.IsLost));
                NativeIoException error = Assert.Throws<NativeIoException>(done.ThrowIfFailed);
                Assert.Contains("takes no operations", error.Message, StringComparison.Ordinal);
                Assert.Equal(scripted.CodeOf(IoErrorKind.BadHandle), error.ErrorCode);
            }

            Assert.Equal(1, engine.HeldCount);
            NativeFile closed = NativeFile.Open(_folder.File("file"));
            closed.Dispose();
            Assert.Throws<ObjectDisposedException>(() => ring.TryRead(closed, memory, 0));
            engine.FinishLate();
        }

        Assert.Equal(new byte[4], memory);
        Assert.True(engine.IsDisposed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void ReadChunks_RingDied_GivesEveryByteInBlocksThatNobodyWritesTo(int resultCount)
    {
        byte[] content = SeededRandom.Create().NextBytes((20 * Length) + 100);
        string path = _folder.Write("file", content);
        var engines = new List<DyingEngine>();
        var scripted = new ScriptedBackend();
        var backend = new ScriptedBackend { MakeEngine = () => NextOf(engines, scripted, resultCount) };
        using var pool = new BlockPool(new BlockPoolOptions { Name = "lost" });
        var slices = new List<BufferSlice>();
        ReadOptions options = new()
        {
            Backend = backend,
            Pool = pool,
            ChunkLength = Length,
            BufferLength = 9 * Length,
        };
        using (var reader = new AheadFileReader(ReadStrategy.Ring, options))
        {
            foreach (FileChunk chunk in reader.ReadChunks(path))
            {
                slices.Add(chunk.Share());
            }

            // The bytes that come late change nothing of what was given.
            DyingEngine engine = Assert.Single(engines);
            Assert.True(engine.HeldCount > 0);
            CheckNothingIsShared(engine, pool);
            Assert.Equal(content, slices.SelectMany(static slice => slice.ToArray()));

            // The next one gets another ring.
            Assert.Equal(content, reader.ReadChunks(path).SelectMany(static chunk => chunk.Span.ToArray()));
            Assert.Equal(2, engines.Count);
        }

        slices.ForEach(static slice => slice.Dispose());
        Assert.Equal(2 * 8, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void ReadBatch_RingDied_FailsWhatItLostAndReadsTheRest()
    {
        byte[] content = SeededRandom.Create().NextBytes(8 * Length);
        var scripted = new ScriptedBackend();
        var engines = new List<DyingEngine>();
        using var pool = new BlockPool(new BlockPoolOptions { Name = "lost" });
        var options = new DirectFileOptions
        {
            QueueDepth = 4,
            Pool = pool,
            Backend = new ScriptedBackend { MakeEngine = () => NextOf(engines, scripted, 1) },
        };
        using DirectFileReader reader = DirectFileReader.Open(_folder.Write("file", content), options);
        BufferSlice[] blocks = [.. Enumerable.Range(0, 8).Select(_ => RentAligned(reader.File))];
        var reads = blocks.Select(static (block, index) =>
            new DirectRead(index * Length, MemoryMarshal.AsMemory(block.AsMemory()))).ToArray();
        Assert.Equal(4, reader.ReadBatch(reads));
        for (int index = 0; index < reads.Length; index++)
        {
            if (index is 0 or > 4)
            {
                Assert.Null(reads[index].Error);
                Assert.True(blocks[index].AsSpan().SequenceEqual(content.AsSpan(index * Length, Length)));
            }
            else
            {
                Assert.Equal(0, reads[index].Count);
                Assert.Contains("gives no results", reads[index].Error!.Message, StringComparison.Ordinal);
            }

            blocks[index].Dispose();
        }
    }

    [Fact]
    public void Append_RingDied_FailsTheWriterForGood()
    {
        var scripted = new ScriptedBackend();
        var engines = new List<DyingEngine>();
        using var pool = new BlockPool(new BlockPoolOptions { Name = "lost" });
        var options = new DirectFileOptions
        {
            ChunkLength = Length,
            QueueDepth = 2,
            Pool = pool,
            Backend = new ScriptedBackend { MakeEngine = () => NextOf(engines, scripted, 1) },
        };
        DirectFileWriter writer = DirectFileWriter.Open(_folder.File("file"), FileOpenMode.Create, options);
        byte[] bytes = new byte[8 * Length];
        NativeIoException error = Assert.Throws<NativeIoException>(() => writer.Write(bytes));
        Assert.Equal("write", error.Operation);
        Assert.Contains("gives no results", error.Message, StringComparison.Ordinal);
        Assert.Same(error, Assert.Throws<NativeIoException>(() => writer.Write(bytes)));
        writer.Dispose();
        Assert.Equal(Assert.Single(engines).HeldCount, pool.GetStatistics().RentedBlocks);
    }

    private static BufferSlice RentAligned(DirectFile file)
    {
        using BlockLease lease = file.Rent(Length);
        return lease.Share(0, Length);
    }

    private static DyingEngine NextOf(List<DyingEngine> engines, ScriptedBackend scripted, int resultCount)
    {
        engines.Add(new DyingEngine(scripted, scripted.CodeOf(IoErrorKind.BadHandle), resultCount));
        return engines[^1];
    }

    private static DyingEngine Make(ScriptedBackend scripted, int resultCount, out BatchRing ring)
    {
        var engine = new DyingEngine(scripted, scripted.CodeOf(IoErrorKind.BadHandle), resultCount);
        ring = new BatchRing(new BatchRingOptions { Backend = new ScriptedBackend { MakeEngine = () => engine } });
        return engine;
    }

    private static BufferSlice[] QueueReads(BatchRing ring, NativeFile file, BlockPool pool, int count)
    {
        var blocks = new BufferSlice[count];
        for (int tag = 0; tag < count; tag++)
        {
            using BlockLease lease = pool.RentBlock(Length);
            blocks[tag] = lease.Share(0, Length);
            Assert.True(ring.TryRead(file, MemoryMarshal.AsMemory(blocks[tag].AsMemory()), tag * Length, tag));
        }

        return blocks;
    }

    private static void AssertLoss(in RingCompletion done, NativeFile file, ScriptedBackend scripted)
    {
        Assert.Equal((0, IoErrorKind.Unknown), (done.Count, done.Failure));
        NativeIoException error = Assert.Throws<NativeIoException>(done.ThrowIfFailed);
        Assert.Equal(("read", file.Path), (error.Operation, error.Path));
        Assert.Equal(scripted.CodeOf(IoErrorKind.BadHandle), error.ErrorCode);
        Assert.Contains("gives no results any more", error.Message, StringComparison.Ordinal);
        Assert.Contains("other memory", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Lets the late bytes come and checks that the pool had given their memory to nobody.</summary>
    private static void CheckNothingIsShared(DyingEngine engine, BlockPool pool)
    {
        byte[] pattern = [.. Enumerable.Repeat((byte)0x11, Length)];
        BufferSlice[] others = [.. Enumerable.Range(0, 64).Select(_ => BufferSlice.CopyFrom(pattern, pool))];
        engine.FinishLate();
        foreach (BufferSlice other in others)
        {
            Assert.Equal(pattern, other.AsSpan());
            other.Dispose();
        }
    }
}
