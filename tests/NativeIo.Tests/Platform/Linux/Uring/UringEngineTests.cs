using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Interop.Linux;
using NativeIo.Platform;
using NativeIo.Tests.Interop;
using Xunit;

namespace NativeIo.Tests;

// Platform: needs the kernel that has io_uring.
[Trait("Platform", "linux")]
[SupportedOSPlatform("linux")]
public sealed partial class UringEngineTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Errno.ENOSYS, true)]
    [InlineData(Errno.EPERM, true)]
    [InlineData(Errno.EACCES, true)]
    [InlineData(Errno.ENOMEM, false)]
    [InlineData(Errno.EMFILE, false)]
    public void Setup_Denied_LeavesThreadsAndTheReason(int errorCode, bool isLasting)
    {
        LinuxFileBackend backend = ScriptedUring.Create(new UringFault(ScriptedUring.Setup, errorCode));
        using (var ring = new BatchRing(new BatchRingOptions { Backend = backend }))
        {
            Assert.False(ring.UsesKernelRing);
            Assert.Contains($"(error {errorCode})", ring.FallbackReason, StringComparison.Ordinal);
            CheckReads(ring);
        }

        // A lasting refusal is remembered; a passing one is not.
        using var second = new BatchRing(new BatchRingOptions { Backend = backend });
        Assert.Equal(!isLasting, second.UsesKernelRing);
        Assert.Equal(isLasting ? 1 : 2, ScriptedUring.Calls.Count(static call => call == ScriptedUring.Setup));
        CheckReads(second);
    }

    [Fact]
    public void Setup_KernelKnowsFewerFlags_AsksForFewer()
    {
        for (int refusals = 0; refusals < 6; refusals++)
        {
            LinuxFileBackend backend = ScriptedUring.Create(
                [.. Enumerable.Repeat(new UringFault(ScriptedUring.Setup, Errno.EINVAL), refusals)]);
            using var ring = new BatchRing(new BatchRingOptions { Backend = backend, SingleThreaded = true });
            Assert.Equal(refusals < 5, ring.UsesKernelRing);
            CheckReads(ring);
        }
    }

    [Fact]
    public void Setup_KernelDoesNotListOperations_LeavesThreads()
    {
        LinuxFileBackend backend = ScriptedUring.Create(new UringFault(ScriptedUring.Register, Errno.EINVAL));
        using var ring = new BatchRing(new BatchRingOptions { Backend = backend });
        Assert.Contains("which operations", ring.FallbackReason, StringComparison.Ordinal);
        CheckReads(ring);
    }

    [Theory]
    [InlineData(Errno.EINTR)]
    [InlineData(Errno.EAGAIN)]
    [InlineData(Errno.EBUSY)]
    public void Enter_InterruptedOrBusy_IsRepeated(int errorCode)
    {
        foreach (bool singleThreaded in new[] { false, true })
        {
            LinuxFileBackend backend = ScriptedUring.Create(
                [.. Enumerable.Repeat(new UringFault(ScriptedUring.Enter, errorCode), 5)]);
            using var ring = new BatchRing(new BatchRingOptions
            {
                Backend = backend,
                QueueDepth = 16,
                SubmissionCount = 4,
                SingleThreaded = singleThreaded,
            });
            Assert.True(ring.UsesKernelRing);
            CheckReads(ring);
            Assert.Equal(0, ScriptedUring.FaultsLeft);
        }
    }

    [Theory]
    [InlineData(Errno.EAGAIN, IoErrorKind.OutOfMemory)]
    [InlineData(Errno.EPERM, IoErrorKind.AccessDenied)]
    public void Enter_RefusedForEver_EndsEachOperationAsFailed(int errorCode, IoErrorKind expected)
    {
        LinuxFileBackend backend = ScriptedUring.Create();
        using NativeFile file = NativeFile.Open(_folder.Write("file", new byte[64]));
        using var ring = new BatchRing(new BatchRingOptions { Backend = backend, QueueDepth = 8, SubmissionCount = 4 });
        ScriptedUring.Always(new UringFault(ScriptedUring.Enter, errorCode));
        for (int tag = 0; tag < 8; tag++)
        {
            Assert.True(ring.TryRead(file, new byte[8], tag * 8, tag));
        }

        bool[] taken = new bool[8];
        while (ring.InFlight > 0)
        {
            RingCompletion done = ring.Take();
            Assert.Equal(expected, done.Failure);
            Assert.False(taken[done.Tag]);
            taken[done.Tag] = true;
        }

        ScriptedUring.Always(null);
        CheckReads(ring);
    }

    [Fact]
    public void Dispose_OperationThatDoesNotEnd_KeepsItsMemoryForEver()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Name = "leak" });
        LinuxFileBackend backend = ScriptedUring.Create();
        byte[] content = SeededRandom.Create().NextBytes(4096);
        using NativeFile file = NativeFile.Open(_folder.Write("file", content));
        var ring = new BatchRing(new BatchRingOptions
        {
            Backend = backend,
            DrainTimeout = TimeSpan.FromMilliseconds(50),
        });
        using (BlockLease lease = pool.RentBlock(4096))
        {
            using BufferSlice block = lease.Share(0, 4096);
            Memory<byte> memory = System.Runtime.InteropServices.MemoryMarshal.AsMemory(block.AsMemory());
            Assert.True(ring.TryRead(file, memory, 0));
        }

        // The kernel has the operation, and nobody can see how it ends.
        long before = BatchRing.LeakedOperationCount;
        using NativeFile pipe = NativeFile.Open(MakePipe(), new NativeFileOptions { Access = FileAccess.ReadWrite });
        Assert.True(ring.TryRead(pipe, new byte[1], NativeFile.AtPosition, 2));
        ring.Submit();
        Assert.Equal(4096, ring.Take().Count);
        ScriptedUring.Always(new UringFault(ScriptedUring.Enter, Errno.EPERM));
        ring.Dispose();
        Assert.Equal(before + 1, BatchRing.LeakedOperationCount);
        Assert.False(pipe.Handle.IsClosed);
        Assert.Throws<ObjectDisposedException>(ring.Submit);
        ScriptedUring.Always(null);
    }

    [Fact]
    public void Register_MemoryMayBeLocked_ReadsTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(64 * 1024);
        using NativeFile file = NativeFile.Open(_folder.Write("file", content));
        foreach (bool isRefused in new[] { false, true })
        {
            const int registerBuffers = 0;
            LinuxFileBackend backend = ScriptedUring.Create(isRefused
                ? [new UringFault(ScriptedUring.Register, Errno.ENOMEM, registerBuffers)]
                : []);
            using var pool = new TrackingBlockPool();
            using (var ring = new BatchRing(new BatchRingOptions { Backend = backend, QueueDepth = 16 }))
            using (BlockLease lease = pool.Pool.RentBlock(64 * 1024))
            {
                using BufferSlice block = lease.Share(0, 64 * 1024);
                Memory<byte> memory = System.Runtime.InteropServices.MemoryMarshal.AsMemory(block.AsMemory());
                bool isRegistered = ring.TryRegister([memory], out string reason);
                Assert.Equal(!isRefused, isRegistered);
                Assert.Equal(isRefused, reason.Contains("locked memory", StringComparison.Ordinal));
                for (int index = 0; index < 16; index++)
                {
                    Assert.True(ring.TryRead(file, memory.Slice(index * 4096, 4096), index * 4096));
                }

                while (ring.InFlight > 0)
                {
                    Assert.Equal(4096, ring.Take().Count);
                }

                Assert.Equal(content, block.AsSpan());
                Assert.Equal(isRegistered, !ring.TryRegister([memory], out _) && isRegistered);
            }
        }
    }

    [Theory]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.ENOSYS)]
    public async Task Ring_InASandbox_IsReplacedByThreads(int errorCode)
    {
        ChildProcessResult result = await ChildProcess.RunAsync(errorCode == Errno.EPERM ? RunDenied : RunMissing);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains($"(error {errorCode})", result.Output, StringComparison.Ordinal);
        Assert.Contains("40000 bytes, as written", result.Output, StringComparison.Ordinal);
    }

    private static void RunDenied() => RunSandboxed(Errno.EPERM);

    private static void RunMissing() => RunSandboxed(Errno.ENOSYS);

    private static void RunSandboxed(int errorCode)
    {
        Sandbox.Deny(425, 427, errorCode);
        using (var ring = new BatchRing(new BatchRingOptions { Backend = PlatformSelector.Create("linux") }))
        {
            Console.WriteLine(ring.FallbackReason);
        }

        using var folder = new TemporaryDirectory();
        byte[] content = new SeededRandom(1).NextBytes(40_000);
        var options = new DirectFileOptions { ChunkLength = 4096 };
        using (DirectFileWriter writer = DirectFileWriter.Open(folder.File("file"), FileOpenMode.Create, options))
        {
            writer.Write(content);
        }

        using DirectFileReader reader = DirectFileReader.Open(folder.File("file"), options);
        using var all = new MemoryStream();
        foreach (BufferSlice chunk in reader.ReadChunks())
        {
            using (chunk)
            {
                chunk.CopyTo(all);
            }
        }

        bool isSame = all.ToArray().AsSpan().SequenceEqual(content);
        Console.WriteLine($"{all.Length} bytes, {(isSame ? "as" : "not as")} written");
    }

    private void CheckReads(BatchRing ring)
    {
        byte[] content = SeededRandom.Create().NextBytes(64 * 100);
        using NativeFile file = NativeFile.Open(_folder.Write("check", content));
        byte[] read = new byte[content.Length];
        int next = 0;
        while (next < 100 || ring.InFlight > 0)
        {
            if (next < 100 && ring.TryRead(file, read.AsMemory(next * 64, 64), next * 64, next))
            {
                next++;
            }
            else
            {
                Assert.Equal(64, ring.Take().Count);
            }
        }

        Assert.Equal(content, read);
    }

    private string MakePipe()
    {
        string path = _folder.File("pipe");
        using var make = System.Diagnostics.Process.Start("mkfifo", path);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
        return path;
    }
}
