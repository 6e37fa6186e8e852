using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>Reading around the cache, without waiting, on the caller's threads, and without garbage.</content>
public sealed partial class StrategyReaderTests
{
    [Theory]
    [InlineData(IoErrorKind.NotSupported)]
    [InlineData(IoErrorKind.InvalidArgument)]
    [InlineData(IoErrorKind.AccessDenied)]
    public void ReadChunks_MountCannotReadAroundItsCache_IsAskedOnceAndPagesAreDropped(IoErrorKind refusal)
    {
        byte[] content = SeededRandom.Create().NextBytes(20_000);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend { Always = Fault.Fail(refusal, "read-uncached") };
        StrategyReader reader = Make(
            TestedReader.Buffered, Options with { Backend = backend, CachePolicy = PageCachePolicy.DoNotPollute });
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(content, reader.ReadChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        }

        Assert.Single(backend.Calls, static call => call.Operation == "read-uncached");
        Assert.Equal(3, backend.Advices.Count(static advice => advice is (FileAdvice.DontNeed, 0, 0)));
    }

    [Fact]
    public void ReadChunks_MountCannotReadAroundItsCache_DropsWindowsBehindTheReader()
    {
        string path = _folder.File("file");
        const long length = (2 * CacheTrail.WindowLength) + 5;
        using (var stream = System.IO.File.Create(path))
        {
            stream.SetLength(length);
        }

        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.NotSupported, "read-uncached") };
        var options = new ReadOptions { Backend = backend, CachePolicy = PageCachePolicy.DoNotPollute };
        Assert.Equal(length, new BufferedFileReader(options).ReadChunks(path).Sum(static chunk => chunk.Length));
        Assert.Equal(
            [
                (FileAdvice.DontNeed, 0, CacheTrail.WindowLength),
                (FileAdvice.DontNeed, CacheTrail.WindowLength, CacheTrail.WindowLength),
                (FileAdvice.DontNeed, 2 * CacheTrail.WindowLength, 0),
            ],
            backend.Advices.Where(static advice => advice.Advice == FileAdvice.DontNeed));
    }

    [Fact]
    public void Read_UncachedReadFailsOtherwise_TriesThePlainOneAndAsksAgain()
    {
        byte[] content = SeededRandom.Create().NextBytes(2500);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.Interrupted, "read-uncached"));
        StrategyReader reader = Make(
            TestedReader.Async, Options with { Backend = backend, CachePolicy = PageCachePolicy.DoNotPollute });
        Assert.Equal(content, reader.ReadChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        using BufferSlice whole = reader.ReadFile(path);
        Assert.Equal(content, whole.ToArray());
        Assert.Equal(0, backend.FaultsLeft);
    }

    [Fact]
    public async Task ReadChunksAsync_OnlyAPrefixIsCached_IsStitched()
    {
        byte[] content = SeededRandom.Create().NextBytes(4321);
        string path = _folder.Write("file", content);
        for (int prefix = 1; prefix < 1000; prefix += 83)
        {
            // Each chunk: a prefix from the cache, then "would wait", then the rest by a waiting read.
            var backend = new ScriptedBackend(null, [.. Enumerable.Range(0, 6).SelectMany(_ => new[]
            {
                Fault.Short(prefix, "read-cached"), Fault.Fail(IoErrorKind.WouldBlock, "read-cached"),
            })]);
            StrategyReader reader = Make(TestedReader.Async, Options with { Backend = backend });
            List<byte[]> chunks = await Collect(reader.ReadChunksAsync(path, cancellation: Cancellation));
            Assert.Equal(content, chunks.SelectMany(static chunk => chunk).ToArray());
            Assert.Contains(backend.Calls, static call => call.Operation == "read");
        }
    }

    [Fact]
    public async Task ReadChunksAsync_SystemTakesForTheEndWhatIsNotCached_GivesEveryByte()
    {
        byte[] content = SeededRandom.Create().NextBytes(4321);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend { Always = Fault.Short(0, "read-cached") };
        StrategyReader reader = Make(TestedReader.Async, Options with { Backend = backend });
        List<byte[]> chunks = await Collect(reader.ReadChunksAsync(path, cancellation: Cancellation));
        Assert.Equal(content, chunks.SelectMany(static chunk => chunk).ToArray());
    }

    [Theory]
    [InlineData(FileSystemKind.Network)]
    [InlineData(FileSystemKind.UserSpace)]
    public async Task ReadChunksAsync_ServerOrProgram_IsNeverAskedWhatIsCached(FileSystemKind kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        var backend = new ScriptedBackend { FileSystemForced = kind };
        StrategyReader reader = Make(TestedReader.Async, Options with { Backend = backend });
        List<byte[]> chunks = await Collect(
            reader.ReadChunksAsync(_folder.Write("file", content), cancellation: Cancellation));
        Assert.Equal(content, chunks.SelectMany(static chunk => chunk).ToArray());
        Assert.DoesNotContain(backend.Calls, static call => call.Operation == "read-cached");
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Async_CallersScheduler_RunsEveryCallThatMayWait(TestedReader kind)
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var seen = new SeenSchedulers();
        var backend = new ScriptedBackend
        {
            Always = Fault.Fail(IoErrorKind.WouldBlock, "read-cached"),
            OnCall = seen.Note,
            HasKernelRing = kind is TestedReader.Direct or TestedReader.Ring,
        };
        StrategyReader reader = Make(kind, Options with { Backend = backend, Scheduler = pair.ExclusiveScheduler });
        byte[] content = SeededRandom.Create().NextBytes(5000);
        string path = _folder.Write("file", content);
        using BufferSlice whole = await reader.ReadFileAsync(path, Cancellation);
        Assert.Equal(content, whole.ToArray());
        List<byte[]> chunks = await Collect(reader.ReadChunksAsync(path, cancellation: Cancellation));
        Assert.Equal(content, chunks.SelectMany(static chunk => chunk).ToArray());
        Assert.Equal([pair.ExclusiveScheduler], seen.Of("open", "read", "facts", "map", "copy-from-map"));
        pair.Complete();
    }

    [Fact]
    public void Read_WarmedUp_AllocatesNothing()
    {
        NativePath small = _folder.Write("small", new byte[4096]);
        NativePath large = _folder.Write("large", new byte[600_000]);
        using var pool = new BlockPool();
        var reader = new BufferedFileReader(new ReadOptions { Pool = pool, Metrics = new IoMetrics() });
        if (WithoutObjects.IsAvailable)
        {
            AllocationAssert.Flat(() => reader.ReadFile(small).Dispose(), 1000);
            AllocationAssert.Flat(() => reader.ReadFile(large).Dispose(), 200);
        }
        else
        {
            // A handle, the file around it and what the framework needs to open it; nothing for the content.
            Assert.InRange(AllocationAssert.Measure(() => reader.ReadFile(large).Dispose(), 100), 0, 100 * 2048);
        }

        using IEnumerator<FileChunk> chunks = new BufferedFileReader(
            new ReadOptions { Pool = pool, ChunkLength = 16, BufferLength = 32, Metrics = new IoMetrics() })
            .ReadChunks(large).GetEnumerator();
        AllocationAssert.Flat(() => Assert.True(chunks.MoveNext()), 5000);
    }

    [Fact]
    public void ReadFile_WithoutDescriptors_GivesTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(300_000);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend { HasDescriptorsForced = false };
        using BufferSlice whole = Make(TestedReader.Buffered, Options with { Backend = backend }).ReadFile(path);
        Assert.Equal(content, whole.ToArray());
    }

    [Fact]
    public void ReadFile_ReadFails_ClosesTheDescriptor()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.DeviceFault, "read") };
        StrategyReader reader = Make(TestedReader.Buffered, Options with { Backend = backend });
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => reader.ReadFile(_folder.Write("file", "abc"u8)));
        Assert.Equal((IoErrorKind.DeviceFault, "read"), (error.Kind, error.Operation));
        Assert.Single(backend.Calls, static call => call.Operation == "close");
    }

    [Fact]
    public void ReadFile_FailsBehindTheFirstBlock_GivesAllBlocksBack()
    {
        string path = _folder.Write("file", new byte[2 * WholeFileReading.BlockLength]);
        var backend = new ScriptedBackend(
            null, Fault.Short(WholeFileReading.BlockLength, "read"), Fault.Fail(IoErrorKind.DeviceFault, "read"));
        StrategyReader reader = Make(TestedReader.Buffered, Options with { Backend = backend });

        // The script begins with the open, which no fault is for; so the faults meet the reads.
        NativeIoException error = Assert.Throws<NativeIoException>(() => reader.ReadFile(path));
        Assert.Equal(WholeFileReading.BlockLength, error.BytesTransferred);
        Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);
        using BufferSlice again = Make(TestedReader.Buffered, Options).ReadFile(path);
        Assert.Equal(2 * WholeFileReading.BlockLength, again.Length);
    }

    /// <summary>The schedulers on which a backend was called.</summary>
    private sealed class SeenSchedulers
    {
        private readonly Lock _lock = new();
        private readonly HashSet<(string Operation, TaskScheduler Scheduler)> _seen = [];

        internal void Note(string operation)
        {
            lock (_lock)
            {
                _ = _seen.Add((operation, TaskScheduler.Current));
            }
        }

        internal IEnumerable<TaskScheduler> Of(params string[] operations) =>
            _seen.Where(entry => operations.Contains(entry.Operation))
                .Select(static entry => entry.Scheduler)
                .Distinct();
    }
}
