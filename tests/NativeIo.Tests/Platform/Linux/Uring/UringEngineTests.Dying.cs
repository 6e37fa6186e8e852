using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using ChunkedBuffers;
using Microsoft.Win32.SafeHandles;
using Native.TestKit;
using NativeIo.Interop.Linux;
using NativeIo.Platform;
using NativeIo.Tests.Interop;
using Xunit;

namespace NativeIo.Tests;

/// <content>A ring that dies: calls fail for good while operations are queued, or while the kernel has them.</content>
public sealed partial class UringEngineTests
{
    private const int Depth = 64;
    private const int BlockLength = 256;

    /// <summary>What a ring says whose descriptor is closed, is another file's, or that is going away.</summary>
    public static TheoryData<int> Deaths => new() { Errno.EBADF, Errno.ENXIO, Errno.EOPNOTSUPP, Errno.EINVAL };

    [Theory]
    [MemberData(nameof(Deaths))]
    public void Submit_RingDied_EndsEachOperationUnusedAndGivesItsMemoryBack(int errorCode)
    {
        using NativeFile file = NativeFile.Open(_folder.Write("file", new byte[Depth * BlockLength]));
        using var pool = new BlockPool();
        for (int count = 1; count <= Depth; count++)
        {
            LinuxFileBackend backend = ScriptedUring.Create();
            using var ring = new BatchRing(new BatchRingOptions { Backend = backend });
            ScriptedUring.Always(new UringFault(ScriptedUring.Enter, errorCode));
            QueueReads(ring, file, pool, count, static tag => tag * BlockLength);
            ring.Submit();
            var taken = new HashSet<long>();
            while (ring.InFlight > 0)
            {
                RingCompletion done = ring.Take();
                Assert.True(taken.Add(done.Tag));
                NativeIoException error = Assert.Throws<NativeIoException>(done.ThrowIfFailed);
                Assert.Equal((false, errorCode, "read"), (done.IsLost, error.ErrorCode, error.Operation));
                Assert.Contains("the ring takes no operations", error.Message, StringComparison.Ordinal);
            }

            Assert.Equal(count, taken.Count);
            Assert.Equal(0, pool.GetStatistics().RentedBlocks);
            ScriptedUring.Always(null);
        }
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public void Wait_RingDied_LosesWhatTheKernelHasAndKeepsItsMemoryUntilItIsDone(int errorCode)
    {
        // The portable backend does not write to pipes.
        var opening = new NativeFileOptions { Access = FileAccess.ReadWrite, Backend = ScriptedUring.Create() };
        using NativeFile pipe = NativeFile.Open(MakePipe(), opening);
        using var pool = new BlockPool();
        byte[] pattern = [.. Enumerable.Repeat((byte)0x11, BlockLength)];
        for (int count = 1; count <= Depth; count++)
        {
            // The kernel has some, the others wait to be handed over.
            int accepted = (count + 1) / 2;
            LinuxFileBackend backend = ScriptedUring.Create();
            var ring = new BatchRing(new BatchRingOptions { Backend = backend });
            byte[] seen = new byte[BlockLength];
            Assert.True(ring.TryRead(pipe, seen, NativeFile.AtPosition));
            QueueReads(ring, pipe, pool, accepted - 1, static _ => NativeFile.AtPosition);
            ring.Submit();
            QueueReads(ring, pipe, pool, count - accepted, static _ => NativeFile.AtPosition);
            ScriptedUring.Always(new UringFault(ScriptedUring.Enter, errorCode));
            int lost = 0;
            for (int index = 0; index < count; index++)
            {
                RingCompletion done = ring.Take();
                lost += done.IsLost ? 1 : 0;
                NativeIoException error = Assert.Throws<NativeIoException>(done.ThrowIfFailed);
                Assert.Equal((errorCode, pipe.Path), (error.ErrorCode, error.Path));
            }

            Assert.Equal((0, accepted), (ring.InFlight, lost));
            Assert.Equal(accepted - 1, pool.GetStatistics().RentedBlocks);

            // The kernel does write to that memory, after everybody was told, and to no other.
            BufferSlice[] others =
                [.. Enumerable.Range(0, Depth).Select(_ => BufferSlice.CopyFrom(pattern, pool))];

            Assert.Equal(-1, seen.AsSpan().IndexOfAnyExcept((byte)0));
            pipe.Write(Enumerable.Repeat((byte)0xEE, accepted * BlockLength).ToArray(), NativeFile.AtPosition);
            ScriptedUring.Always(null);
            ring.Dispose();
            Assert.Equal(-1, seen.AsSpan().IndexOfAnyExcept((byte)0xEE));
            foreach (BufferSlice other in others)
            {
                Assert.Equal(pattern, other.AsSpan());
                other.Dispose();
            }

            Assert.Equal((0, 0), (ring.StaleResultCount, pool.GetStatistics().RentedBlocks));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Depth)]
    public void Wait_OnlyWaitingIsRefused_LosesWhatTheKernelHasForGood(int count)
    {
        using NativeFile pipe = NativeFile.Open(MakePipe(), new NativeFileOptions { Access = FileAccess.ReadWrite });
        LinuxFileBackend backend = ScriptedUring.Create();
        using var pool = new BlockPool(new BlockPoolOptions { Name = "lost" });
        var ring = new BatchRing(new BatchRingOptions { Backend = backend });
        long before = BatchRing.LeakedOperationCount;
        QueueReads(ring, pipe, pool, count, static _ => NativeFile.AtPosition);
        ring.Submit();
        const int nothingToSubmit = 0;
        ScriptedUring.Always(new UringFault(ScriptedUring.Enter, Errno.EIO, nothingToSubmit));
        for (int index = 0; index < count; index++)
        {
            Assert.True(ring.Take().IsLost);
        }

        ring.Dispose();
        ScriptedUring.Always(null);
        Assert.True(BatchRing.LeakedOperationCount >= before + count);
        Assert.Equal(count, pool.GetStatistics().RentedBlocks);
        Assert.False(pipe.Handle.IsClosed);
    }

    [Fact]
    public async Task Descriptor_ClosedBySomebodyElse_LosesWhatTheKernelHas()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(RunClosed);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("before: 8 lost, 0 failed; after: 0 lost, 8 failed", result.Output, StringComparison.Ordinal);
        Assert.Contains("8 blocks rented, 8 leaked", result.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// In a process of its own, in which nobody else opens a file that would get the number of the closed one.
    /// </summary>
    private static void RunClosed()
    {
        using var folder = new TemporaryDirectory();
        string path = folder.File("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", path))
        {
            make.WaitForExit();
        }

        FileBackend linux = PlatformSelector.Create("linux");
        var options = new NativeFileOptions { Access = FileAccess.ReadWrite, Backend = linux };
        using NativeFile pipe = NativeFile.Open(path, options);
        var pool = new BlockPool();
        var ring = new BatchRing(new BatchRingOptions { Backend = linux });
        QueueReads(ring, pipe, pool, 8, static _ => NativeFile.AtPosition);
        ring.Submit();
        string descriptor = Directory.GetFileSystemEntries("/proc/self/fd").Single(static name =>
            new FileInfo(name).LinkTarget?.Contains("io_uring", StringComparison.Ordinal) == true);
        new SafeFileHandle(int.Parse(Path.GetFileName(descriptor), null), ownsHandle: true).Dispose();
        string before = Count(ring);
        QueueReads(ring, pipe, pool, 8, static _ => NativeFile.AtPosition);
        Console.WriteLine($"before: {before}; after: {Count(ring)}");
        ring.Dispose();
        Console.WriteLine(
            $"{pool.GetStatistics().RentedBlocks} blocks rented, {BatchRing.LeakedOperationCount} leaked");
    }

    private static string Count(BatchRing ring)
    {
        int lost = 0;
        int failed = 0;
        while (ring.InFlight > 0)
        {
            RingCompletion done = ring.Take();
            lost += done.IsLost ? 1 : 0;
            failed += done is { IsLost: false, ErrorCode: not 0 } ? 1 : 0;
        }

        return $"{lost} lost, {failed} failed";
    }

    /// <summary>Queues reads to blocks that only the ring holds.</summary>
    private static void QueueReads(BatchRing ring, NativeFile file, BlockPool pool, int count, Func<int, long> offsetOf)
    {
        for (int tag = 0; tag < count; tag++)
        {
            using BlockLease lease = pool.RentBlock(BlockLength);
            using BufferSlice block = lease.Share(0, BlockLength);
            Assert.True(ring.TryRead(file, MemoryMarshal.AsMemory(block.AsMemory()), offsetOf(tag), tag));
        }
    }
}
