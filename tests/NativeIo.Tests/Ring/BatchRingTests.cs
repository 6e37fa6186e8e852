using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class BatchRingTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    /// <summary>Each way in which operations are carried out.</summary>
    public static TheoryData<bool, bool> Engines => new() { { true, false }, { true, true }, { false, false } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Engines))]
    public void Read_ManyPlacesAtOnce_GivesEachItsBytes(bool usesKernel, bool singleThreaded)
    {
        byte[] content = SeededRandom.Create().NextBytes(256 * 1024);
        using NativeFile file = NativeFile.Open(_folder.Write("file", content));
        using BatchRing ring = Make(usesKernel, singleThreaded, depth: 16);
        byte[][] blocks = [.. Enumerable.Range(0, 16).Select(static _ => new byte[1000])];
        var taken = new HashSet<long>();
        int next = 0;
        while (next < 200 || ring.InFlight > 0)
        {
            // Operations end in any order, so a block is free for sure when all of its lap have.
            bool isFree = next % 16 != 0 || ring.InFlight == 0;
            if (next < 200 && isFree && ring.TryRead(file, blocks[next % 16], next * 1000, next))
            {
                next++;
                continue;
            }

            RingCompletion done = ring.Take();
            done.ThrowIfFailed();
            Assert.Null(done.Failure);
            Assert.True(taken.Add(done.Tag));
            Assert.Equal(1000, done.Count);

            if (ring.InFlight == 0)
            {
                for (int block = 0; block < 16 && block < next; block++)
                {
                    int tag = ((next - 1) / 16 * 16) + block;
                    tag = tag < next ? tag : tag - 16;
                    Assert.True(content.AsSpan(tag * 1000, 1000).SequenceEqual(blocks[block]));
                }
            }
        }

        Assert.Equal(200, taken.Count);
        Assert.Equal(0, ring.StaleResultCount);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Write_ManyPlacesAtOnce_AreInTheFile(bool usesKernel, bool singleThreaded)
    {
        byte[] content = SeededRandom.Create().NextBytes(100_000);
        string path = _folder.File("file");
        using (NativeFile file = NativeFile.Open(path, NativeFileOptions.CreateForWriting))
        using (BatchRing ring = Make(usesKernel, singleThreaded, depth: 8))
        {
            for (int offset = 0; offset < content.Length;)
            {
                int length = Math.Min(777, content.Length - offset);
                if (ring.TryWrite(file, content.AsMemory(offset, length), offset))
                {
                    offset += length;
                }
                else
                {
                    ring.Take().ThrowIfFailed();
                }
            }

            while (ring.InFlight > 0)
            {
                ring.Take().ThrowIfFailed();
            }
        }

        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Operations_EndOfFileEmptyMemoryAndFailure_AreResults(bool usesKernel, bool singleThreaded)
    {
        using NativeFile file = NativeFile.Open(_folder.Write("file", "hello"u8));
        using BatchRing ring = Make(usesKernel, singleThreaded, depth: 4);
        Assert.True(ring.TryRead(file, new byte[10], 2, 1));
        Assert.True(ring.TryRead(file, new byte[10], 5, 2));
        Assert.True(ring.TryRead(file, Memory<byte>.Empty, 0, 3));
        Assert.True(ring.TryWrite(file, new byte[1], 0, 4));
        Assert.False(ring.TryRead(file, new byte[1], 0, 5));
        Dictionary<long, RingCompletion> done = [];
        while (ring.InFlight > 0)
        {
            RingCompletion completion = ring.Take();
            done.Add(completion.Tag, completion);
        }

        Assert.Equal(3, done[1].Count);
        Assert.Equal(0, done[2].Count);
        Assert.Equal(0, done[3].Count);
        Assert.Equal(IoErrorKind.BadHandle, done[4].Failure);
        NativeIoException error = Assert.Throws<NativeIoException>(() => done[4].ThrowIfFailed());
        Assert.Equal("write", error.Operation);
        Assert.Equal(file.Path, error.Path);
        Assert.Throws<InvalidOperationException>(() => ring.Take());
        Assert.False(ring.TryTake(out _));
        Assert.False(ring.TryTake(out _, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Queue_NoThreadAtAll_FailsAndNeverTouchesTheMemory()
    {
        NativeFile file = NativeFile.Open(_folder.Write("file", "hello"u8));
        int refusals = 2;
        using var ring = new BatchRing(new BatchRingOptions
        {
            AllowsKernelRing = false,
            QueueDepth = 2,
            StartThread = run => refusals-- > 0 ? throw new OutOfMemoryException() : Started(run),
        });
        byte[] refused = new byte[5];
        Assert.Throws<OutOfMemoryException>(() => ring.TryRead(file, refused, 0, 1));
        Assert.Throws<OutOfMemoryException>(() => ring.TryRead(file, refused, 0, 2));
        Assert.Equal(0, ring.InFlight);

        // What runs now are these two, in the same places, and nothing else.
        byte[][] blocks = [new byte[5], new byte[5]];
        Assert.True(ring.TryRead(file, blocks[0], 0, 3));
        Assert.True(ring.TryRead(file, blocks[1], 0, 4));
        Assert.Equal([3L, 4L], new[] { ring.Take().Tag, ring.Take().Tag }.Order());
        Assert.All(blocks, static block => Assert.Equal("hello"u8.ToArray(), block));
        Assert.Equal(new byte[5], refused);
        Assert.Equal((0, 0), (ring.InFlight, ring.StaleResultCount));
        file.Dispose();
        Assert.True(file.Handle.IsClosed);
    }

    [Fact]
    public void Queue_NoMoreThreads_AreDoneByThoseThereAre()
    {
        using NativeFile file = NativeFile.Open(_folder.Write("file", "hello"u8));
        int started = 0;
        using var ring = new BatchRing(new BatchRingOptions
        {
            AllowsKernelRing = false,
            QueueDepth = 8,
            StartThread = run => started++ > 0 ? throw new OutOfMemoryException() : Started(run),
        });
        byte[][] blocks = [.. Enumerable.Range(0, 8).Select(static _ => new byte[5])];
        for (int index = 0; index < blocks.Length; index++)
        {
            Assert.True(ring.TryRead(file, blocks[index], 0, index));
        }

        var tags = new HashSet<long>();
        while (ring.InFlight > 0)
        {
            RingCompletion done = ring.Take();
            done.ThrowIfFailed();
            Assert.True(tags.Add(done.Tag));
        }

        Assert.Equal(8, tags.Count);
        Assert.All(blocks, static block => Assert.Equal("hello"u8.ToArray(), block));
    }

    [Fact]
    public void Ring_OnThisSystem_IsTheKernelsOrSaysWhyNot()
    {
        using var ring = new BatchRing();
        Assert.Equal(ring.UsesKernelRing, ring.FallbackReason.Length == 0);
        using var threads = new BatchRing(new BatchRingOptions { AllowsKernelRing = false });
        Assert.False(threads.UsesKernelRing);
        Assert.NotEmpty(threads.FallbackReason);
        using var refused = new BatchRing(new BatchRingOptions { Backend = new ScriptedBackend() });
        Assert.Contains("no ring", refused.FallbackReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_WithManyInFlight_WritesNothingAfterwards(bool usesKernel)
    {
        string path = _folder.Write("file", new byte[4 * 1024 * 1024]);
        using NativeFile file = NativeFile.Open(path);
        using var pool = new BlockPool();
        BatchRing ring = Make(usesKernel, singleThreaded: false, depth: 1000);
        BufferSlice[] blocks = new BufferSlice[1000];
        for (int index = 0; index < blocks.Length; index++)
        {
            using BlockLease lease = pool.RentBlock(4096);
            blocks[index] = lease.Share(0, 4096);
            Memory<byte> memory = System.Runtime.InteropServices.MemoryMarshal.AsMemory(blocks[index].AsMemory());
            Assert.True(ring.TryRead(file, memory, index * 4096L, index));
        }

        ring.Submit();
        ring.Dispose();
        ring.Dispose();
        Assert.Equal(0, ring.InFlight);
        foreach (BufferSlice block in blocks)
        {
            // The ring has let go of it, and whoever still wrote here would be seen below.
            Assert.True(block.TryGetWritableSpan(out Span<byte> bytes));
            bytes.Fill(0xEE);
        }

        foreach (BufferSlice block in blocks)
        {
            Assert.Equal(-1, block.AsSpan().IndexOfAnyExcept((byte)0xEE));
            block.Dispose();
        }

        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        Assert.Throws<ObjectDisposedException>(() => ring.TryRead(file, new byte[1], 0));
        Assert.Throws<ObjectDisposedException>(() => ring.Take());
    }

    // Platform: needs a pipe with a name and a read of it that the kernel can end.
    [Trait("Platform", "linux")]
    [Fact]
    public void Cancel_ReadThatNeverEnds_EndsAsCancelled()
    {
        using NativeFile pipe = OpenPipe(out NativeFile writer);
        using (writer)
        using (BatchRing ring = MakeKernelRing())
        {
            Assert.True(ring.UsesKernelRing, ring.FallbackReason);
            Assert.True(ring.TryRead(pipe, new byte[8], NativeFile.AtPosition, 7));
            Assert.False(ring.TryTake(out _, TimeSpan.FromMilliseconds(20)));
            ring.CancelAll();
            ring.CancelAll();
            RingCompletion done = ring.Take();
            Assert.Equal(7, done.Tag);
            Assert.Equal(IoErrorKind.Cancelled, done.Failure);
            Assert.Throws<OperationCanceledException>(done.ThrowIfFailed);
            Assert.Equal(0, ring.InFlight);
        }
    }

    // Platform: needs a pipe with a name and a read of it that the kernel can end.
    [Trait("Platform", "linux")]
    [Fact]
    public void Dispose_ReadThatNeverEnds_IsCancelledAndGivesTheMemoryBack()
    {
        using NativeFile pipe = OpenPipe(out NativeFile writer);
        using var pool = new TrackingBlockPool();
        using (writer)
        {
            BatchRing ring = MakeKernelRing();
            using (BlockLease lease = pool.Pool.RentBlock(4096))
            {
                using BufferSlice block = lease.Share(0, 4096);
                Memory<byte> memory = System.Runtime.InteropServices.MemoryMarshal.AsMemory(block.AsMemory());
                Assert.True(ring.TryRead(pipe, memory, NativeFile.AtPosition));
            }

            ring.Submit();
            Assert.Equal(1, pool.Pool.GetStatistics().RentedBlocks);
            ring.Dispose();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_FileAndBlockBeforeTheResult_AreKeptUntilThen(bool usesKernel)
    {
        byte[] content = SeededRandom.Create().NextBytes(4096);
        using var pool = new TrackingBlockPool();
        using BatchRing ring = Make(usesKernel, singleThreaded: false, depth: 4);
        NativeFile file = NativeFile.Open(_folder.Write("file", content));
        using (BlockLease lease = pool.Pool.RentBlock(4096))
        {
            using BufferSlice block = lease.Share(0, 4096);
            Memory<byte> memory = System.Runtime.InteropServices.MemoryMarshal.AsMemory(block.AsMemory());
            Assert.True(ring.TryRead(file, memory, 0));
        }

        file.Dispose();
        Assert.Equal(1, pool.Pool.GetStatistics().RentedBlocks);
        Assert.Equal(4096, ring.Take().Count);
        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
        Assert.True(file.Handle.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => ring.TryRead(file, new byte[1], 0));
        Assert.Equal(0, ring.InFlight);
    }

    [Fact]
    public void Queues_MuchSmallerThanWhatIsInFlight_LoseNothing()
    {
        byte[] content = SeededRandom.Create().NextBytes(4096);
        using NativeFile file = NativeFile.Open(_folder.Write("file", content));
        foreach (bool singleThreaded in new[] { false, true })
        {
            // A queue of 4 submissions and 8 completions for 1000 operations.
            using var ring = new BatchRing(new BatchRingOptions
            {
                QueueDepth = 1000,
                SubmissionCount = 4,
                SingleThreaded = singleThreaded,
            });
            byte[][] blocks = [.. Enumerable.Range(0, 1000).Select(static _ => new byte[4])];
            for (int lap = 0; lap < 3; lap++)
            {
                for (int tag = 0; tag < 1000; tag++)
                {
                    Assert.True(ring.TryRead(file, blocks[tag], tag * 4, tag));
                }

                ring.Submit();
                var taken = new HashSet<long>();
                while (ring.InFlight > 0)
                {
                    RingCompletion done = ring.Take();
                    Assert.Equal(4, done.Count);
                    Assert.True(taken.Add(done.Tag));
                    Assert.True(content.AsSpan((int)done.Tag * 4, 4).SequenceEqual(blocks[done.Tag]));
                }

                Assert.Equal(1000, taken.Count);
            }
        }
    }

    // Platform: needs a pipe with a name and a read of it that the kernel can end.
    [Trait("Platform", "linux")]
    [Fact]
    public void Ring_UsedByTwoThreads_RefusesTheSecond()
    {
        using NativeFile pipe = OpenPipe(out NativeFile writer);
        using (writer)
        using (BatchRing ring = MakeKernelRing(singleThreaded: false))
        {
            Assert.True(ring.TryRead(pipe, new byte[1], NativeFile.AtPosition));
            using var started = new ManualResetEventSlim();
            var waiter = new Thread(() =>
            {
                started.Set();
                Assert.Equal(1, ring.Take().Count);
            });
            waiter.Start();
            started.Wait(TestContext.Current.CancellationToken);
            InvalidOperationException? misuse = null;
            while (misuse is null && waiter.IsAlive)
            {
                misuse = Record.Exception(() => ring.TryTake(out _)) as InvalidOperationException;
            }

            Assert.NotNull(misuse);
            writer.Write("x"u8, NativeFile.AtPosition);
            waiter.Join();
        }
    }

    [Fact]
    public void SingleThreadedRing_OnAnotherThread_Throws()
    {
        using var ring = new BatchRing(new BatchRingOptions { SingleThreaded = true });
        Exception? misuse = null;
        var other = new Thread(() => misuse = Record.Exception(ring.Submit));
        other.Start();
        other.Join();
        Assert.IsType<InvalidOperationException>(misuse);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batches_AtSteadyState_AllocateNothing(bool usesKernel)
    {
        using NativeFile file = NativeFile.Open(_folder.Write("file", new byte[64 * 1024]));
        using BatchRing ring = Make(usesKernel, singleThreaded: false, depth: 16);
        byte[] managed = new byte[4096];
        long total = 0;
        AllocationAssert.Flat(
            () =>
            {
                // Asserting would allocate.
                for (int index = 0; index < 16; index++)
                {
                    _ = ring.TryRead(file, managed.AsMemory(index * 16, 16), index * 4096);
                }

                while (ring.InFlight > 0)
                {
                    total += ring.Take().Count;
                }
            },
            iterations: 300);
        Assert.True(total >= 300 * 16 * 16);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchRing(new BatchRingOptions { QueueDepth = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchRing(new BatchRingOptions { QueueDepth = 4097 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchRing(new BatchRingOptions { ThreadCountMax = 0 }));
        using var ring = new BatchRing();
        using NativeFile file = NativeFile.Open(_folder.Write("file", "abc"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryRead(file, new byte[1], -2));
        Assert.Throws<ArgumentNullException>(() => ring.TryRead(null!, new byte[1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryTake(out _, TimeSpan.FromSeconds(-1)));
        Assert.Equal(0, ring.InFlight);
    }

    private static BatchRing Make(bool usesKernel, bool singleThreaded, int depth) => new(new BatchRingOptions
    {
        QueueDepth = depth,
        SingleThreaded = singleThreaded,
        AllowsKernelRing = usesKernel,
    });

    /// <summary>Only the kernel can end the read of a pipe early, whichever backend is tested.</summary>
    private static BatchRing MakeKernelRing(bool singleThreaded = true) => new(new BatchRingOptions
    {
        QueueDepth = 4,
        SingleThreaded = singleThreaded,
        Backend = PlatformSelector.Create("linux"),
    });

    /// <summary>Opens both ends of a pipe with a name, which has no bytes until the writer gives some.</summary>
    private NativeFile OpenPipe(out NativeFile writer)
    {
        string path = _folder.File("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", path))
        {
            make.WaitForExit();
            Assert.Equal(0, make.ExitCode);
        }

        // Open for both directions, so that opening does not wait for the other end.
        FileBackend linux = PlatformSelector.Create("linux");
        writer = NativeFile.Open(path, new NativeFileOptions { Access = FileAccess.ReadWrite, Backend = linux });
        return NativeFile.Open(path, new NativeFileOptions { Backend = linux });
    }

    private static Thread Started(ThreadStart run)
    {
        var thread = new Thread(run) { IsBackground = true };
        thread.Start();
        return thread;
    }
}
