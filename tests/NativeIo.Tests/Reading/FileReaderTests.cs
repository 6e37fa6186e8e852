using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class FileReaderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TrackingBlockPool _pool = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ReadOptions Options => new() { Pool = _pool.Pool };

    /// <summary>Thresholds that small test files lie on both sides of, and the table of sizes.</summary>
    private ReadOptions SmallTable => Options with
    {
        UsesSizeTable = true,
        SmallFileThreshold = 1000,
        LargeFileThreshold = 10_000,
        ChunkLength = 700,
        BufferLength = 1400,
    };

    public void Dispose()
    {
        _folder.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public async Task ReadFileAsync_AnyFile_GivesItsBytes()
    {
        byte[] content = SeededRandom.Create().NextBytes(300_000);
        string path = _folder.Write("file", content);
        await using var reader = new FileReader(Options);
        using BufferSlice later = await reader.ReadFileAsync(path, Cancellation);
        using BufferSlice now = reader.ReadFile(path);
        Assert.Equal(content, later.ToArray());
        Assert.Equal(content, now.ToArray());
    }

    [Fact]
    public async Task ScanChunksAsync_AnyFile_GivesItsBytesInOrder()
    {
        byte[] content = SeededRandom.Create().NextBytes(1_000_000);
        string path = _folder.Write("file", content);
        using var reader = new FileReader(Options);
        List<byte> read = [];
        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
        {
            Assert.Equal(read.Count, chunk.Offset);
            read.AddRange(chunk.Span);
        }

        Assert.Equal(content, read.ToArray());
        read.Clear();
        await foreach (BufferSlice chunk in reader.ReadChunksAsync(path, 123, Cancellation))
        {
            read.AddRange(chunk.ToArray());
            chunk.Dispose();
        }

        Assert.Equal(content[123..], read.ToArray());
        Assert.Equal(content, reader.ScanChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        IoMetricsSnapshot snapshot = reader.Metrics.Snapshot();
        Assert.Equal((3, 12), (snapshot.TotalFilesRead, snapshot.Operations));
        Assert.Equal((3 * content.Length) - 123, snapshot.TotalBytesRead);
    }

    [Fact]
    public void ScanChunks_AnyFile_OpensItOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        string path = _folder.Write("once", content);
        var backend = new ScriptedBackend();
        using var reader = new FileReader(Options with { Backend = backend });

        Assert.Equal(content, reader.ScanChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        _ = Assert.Single(backend.Calls, static call => call.Operation == "open");
    }

    [Fact]
    public async Task ScanChunksAsync_AnyFile_OpensItOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        string path = _folder.Write("once", content);
        var backend = new ScriptedBackend();
        using var reader = new FileReader(Options with { Backend = backend });
        List<byte> read = [];
        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
        {
            read.AddRange(chunk.Span);
        }

        Assert.Equal(content, read.ToArray());
        _ = Assert.Single(backend.Calls, static call => call.Operation == "open");
        Assert.True(Assert.Single(backend.Handles).IsClosed);
    }

    [Fact]
    public async Task ScanChunksAsync_CancelledBetweenLookingAndReading_ClosesTheFile()
    {
        string path = _folder.Write("once", new byte[5000]);
        using var source = new CancellationTokenSource();
        var backend = new ScriptedBackend
        {
            OnCall = operation =>
            {
                if (operation == "facts")
                {
                    source.Cancel();
                }
            },
        };
        using var reader = new FileReader(Options with { Backend = backend });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: source.Token))
            {
                Assert.Fail($"{chunk.Length} bytes of a reading that was cancelled.");
            }
        });
        Assert.True(Assert.Single(backend.Handles).IsClosed);
    }

    [Fact]
    public void SelectStrategy_ClassicOnRealFiles_FollowsTheirLength()
    {
        using var reader = new FileReader(ReadOptions.Classic);
        foreach ((long length, ReadStrategy expected) in new[]
        {
            (1024L, ReadStrategy.Async),
            (1024 * 1024, ReadStrategy.Buffered),
            (100L * 1024 * 1024, ReadStrategy.Mapped),
        })
        {
            string path = _folder.File("file");
            using (FileStream stream = File.Create(path))
            {
                stream.SetLength(length);
            }

            Assert.Equal(expected, reader.SelectStrategy(path).Strategy);
        }
    }

    [Fact]
    public void SelectStrategy_FactsOfTheFile_DecideWithAReason()
    {
        string gzip = _folder.Write("file.gz", [0x1f, 0x8b, 8, .. new byte[2_000_000]]);
        string plain = _folder.Write("file.txt", new byte[2_000_000]);
        using var reader = new FileReader(Options);
        Assert.Equal(ReadStrategy.Async, reader.SelectStrategy(gzip).Strategy);
        Assert.Equal(ReadStrategy.Buffered, reader.SelectStrategy(plain).Strategy);
        using var network = new FileReader(Options with
        {
            Backend = new ScriptedBackend { FileSystemForced = FileSystemKind.Network },
            Strategy = ReadStrategy.Mapped,
        });
        ReadDecision decision = network.SelectStrategy(plain);
        Assert.Equal(ReadStrategy.Buffered, decision.Strategy);
        Assert.Contains("server", decision.Reason, StringComparison.Ordinal);
        using var repeated = new FileReader(Options with { Delivery = ReadDelivery.Repeated, IsImmutable = true });
        Assert.Equal(ReadStrategy.Mapped, repeated.SelectStrategy(plain).Strategy);
    }

    [Fact]
    public void SelectStrategy_FileThatIsMissing_SaysSo()
    {
        using var reader = new FileReader(Options);
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => reader.SelectStrategy(_folder.File("missing")));
        Assert.Equal(IoErrorKind.NotFound, error.Kind);
    }

    [Fact]
    public void Metrics_FilesOfAllSizes_ShowTheDistributionAndReasons()
    {
        using var reader = new FileReader(SmallTable);
        int[] lengths = [10, 20, 5000, 10_000, 20_000, 30_000];
        foreach (int length in lengths)
        {
            using BufferSlice content = reader.ReadFile(_folder.Write("file", new byte[length]));
            Assert.Equal(length, content.Length);
        }

        IoMetricsSnapshot snapshot = reader.Metrics.Snapshot();
        Assert.Equal(
            (2, 1, 3),
            (
                snapshot.StrategyUsage[ReadStrategy.Async],
                snapshot.StrategyUsage[ReadStrategy.Buffered],
                snapshot.StrategyUsage[ReadStrategy.Mapped]));
        Assert.Equal(lengths.Sum(), snapshot.TotalBytesRead);
        Assert.True(snapshot.ThroughputMegabytesPerSecond > 0);
        Assert.True(snapshot.BusyTime <= snapshot.TotalTime + TimeSpan.FromMilliseconds(1));
        Assert.True(snapshot.GetLatency(100) >= snapshot.GetLatency(50));
        Assert.All(
            snapshot.Lines,
            static line => Assert.StartsWith("size table", line.Reason, StringComparison.Ordinal));
        Assert.All(snapshot.Lines, static line => Assert.NotEmpty(line.Backend));
    }

    [Fact]
    public void Metrics_FileCannotBeRead_CountsAFailureAndGoesOn()
    {
        string good = _folder.Write("good", "abc"u8);
        foreach (ReadOptions options in new[] { Options, SmallTable, ReadOptions.LowMemory })
        {
            using var reader = new FileReader(options);
            Assert.Throws<NativeIoException>(() => reader.ReadFile(_folder.File("missing")));
            Assert.Throws<NativeIoException>(() => reader.ScanChunks(_folder.File("missing")).Count());
            reader.ReadFile(good).Dispose();
            IoMetricsSnapshot snapshot = reader.Metrics.Snapshot();
            Assert.Equal((2, 1, 3), (snapshot.FailedFiles, snapshot.TotalFilesRead, snapshot.TotalBytesRead));
        }
    }

    [Fact]
    public async Task Use_AfterDispose_Throws()
    {
        string path = _folder.Write("file", "abc"u8);
        var reader = new FileReader(Options);
        await reader.DisposeAsync();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.ReadFile(path));
        Assert.Throws<ObjectDisposedException>(() => reader.SelectStrategy(path));
        Assert.Throws<ObjectDisposedException>(() => reader.ScanChunks(path));
        Assert.Throws<ObjectDisposedException>(() => reader.ScanChunksAsync(path));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reader.ReadFileAsync(path, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => reader.ReadFilesConcurrentAsync([path], Cancellation));
        Assert.Equal(0, reader.Metrics.Snapshot().TotalFilesRead);
    }

    [Fact]
    public async Task Dispose_WhileAFileIsRead_ItsEndIsReadAllTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(1_000_000);
        string path = _folder.Write("file", content);
        var reader = new FileReader(Options);
        List<byte> read = [];
        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
        {
            read.AddRange(chunk.Span);
            reader.Dispose();
        }

        Assert.Equal(content, read.ToArray());
    }

    [Fact]
    public void Metrics_OfTheCaller_AreUsed()
    {
        IoMetrics metrics = new();
        using var first = new FileReader(Options with { Metrics = metrics });
        using var second = new FileReader(Options with { Metrics = metrics });
        string path = _folder.Write("file", "abc"u8);
        first.ReadFile(path).Dispose();
        second.ReadFile(path).Dispose();
        Assert.Same(metrics, first.Metrics);
        Assert.Equal(2, metrics.Snapshot().TotalFilesRead);
    }

    [Fact]
    public void ReadFile_SmallFile_TakesFourCallsAndNoQuestion()
    {
        var backend = new ScriptedBackend();
        using var reader = new FileReader(Options with { Backend = backend });
        reader.ReadFile(_folder.Write("file", new byte[4096])).Dispose();
        Assert.Equal(["open", "read", "read", "close"], backend.Calls.Select(static call => call.Operation));
    }

    [Theory]
    [InlineData(4096, 2)]
    [InlineData(64 * 1024, 2)]
    [InlineData(64 * 1024 + 1, 3)]
    public void ScanChunks_FromTheStart_AsksNothingAboutTheFile(int length, int reads)
    {
        var backend = new ScriptedBackend();
        using var reader = new FileReader(
            Options with { Backend = backend, BufferLength = 1 << 20, ChunkLength = 64 * 1024 });
        string path = _folder.Write("file", new byte[length]);
        Assert.Equal(length, reader.ScanChunks(path).Sum(static chunk => (long)chunk.Length));
        Assert.Equal(1, reader.Metrics.Snapshot().TotalFilesRead);
        string[] expected = ["open", .. Enumerable.Repeat("read", reads)];
        Assert.Equal(expected, backend.Calls.Select(static call => call.Operation));
    }

    [Theory]
    [InlineData((1 << 20) - 1, 0)]
    [InlineData((1 << 20) + 1, 1)]
    public void ScanChunks_LongFileThatNobodyAskedAbout_IsSaidToBeReadInOrder(int length, int advices)
    {
        var backend = new ScriptedBackend();
        using var reader = new FileReader(Options with { Backend = backend });
        string path = _folder.Write("file", new byte[length]);
        Assert.Equal(length, reader.ScanChunks(path).Sum(static chunk => (long)chunk.Length));
        Assert.Equal(advices, backend.Calls.Count(static call => call.Operation == "advise"));
    }

    [Fact]
    public void ScanChunks_BackendWithoutDescriptors_AsksAboutTheFile()
    {
        var backend = new ScriptedBackend { HasDescriptorsForced = false };
        using var reader = new FileReader(Options with { Backend = backend });
        string path = _folder.Write("file", new byte[100]);
        Assert.Equal(100, reader.ScanChunks(path).Sum(static chunk => (long)chunk.Length));
        Assert.Contains("facts", backend.Calls.Select(static call => call.Operation));
    }

    [Theory]
    [InlineData(FileSystemKind.Local, 4096, 1)]
    [InlineData(FileSystemKind.Local, 64 * 1024, 2)]
    [InlineData(FileSystemKind.Local, 64 * 1024 + 1, 2)]
    [InlineData(FileSystemKind.Network, 4096, 2)]
    [InlineData(FileSystemKind.Virtual, 4096, 2)]
    [InlineData(FileSystemKind.Unknown, 4096, 2)]
    public void ScanChunks_ShortLastChunk_FindsTheEndOnce(FileSystemKind kind, int length, int reads)
    {
        var backend = new ScriptedBackend { FileSystemForced = kind };
        using var reader = new FileReader(
            Options with { Backend = backend, BufferLength = 1 << 20, ChunkLength = 64 * 1024 });
        string path = _folder.Write("file", new byte[1 + length]);
        Assert.Equal(length, reader.ScanChunks(path, start: 1).Sum(static chunk => (long)chunk.Length));
        Assert.Equal(reads, backend.Calls.Count(static call => call.Operation == "read"));
    }

    [Theory]
    [InlineData(4095, true)]
    [InlineData(4096, false)]
    public void ScanChunks_ReadThatIsShort_IsTheEndOnlyAtTheKnownLength(int count, bool isAskedAgain)
    {
        var backend = new ScriptedBackend(
            null, Fault.Short(count, "read"), Fault.Fail(IoErrorKind.DeviceFault, "read"))
        {
            FileSystemForced = FileSystemKind.Local,
        };
        using var reader = new FileReader(Options with { Backend = backend });
        NativePath path = _folder.Write("file", new byte[1 + 4096]);
        if (isAskedAgain)
        {
            NativeIoException error = Assert.Throws<NativeIoException>(
                () => reader.ScanChunks(path, start: 1).Sum(static chunk => chunk.Length));
            Assert.Equal(IoErrorKind.DeviceFault, error.Kind);
        }
        else
        {
            Assert.Equal(count, reader.ScanChunks(path, start: 1).Sum(static chunk => chunk.Length));
        }
    }

    [Fact]
    public void ReadFile_WarmedUp_AllocatesNothing()
    {
        using var pool = new BlockPool();
        using var reader = new FileReader(new ReadOptions { Pool = pool });
        NativePath path = _folder.Write("file", new byte[4096]);
        if (WithoutObjects.IsAvailable)
        {
            AllocationAssert.Flat(() => reader.ReadFile(path).Dispose(), 1000);
        }
        else
        {
            Assert.InRange(AllocationAssert.Measure(() => reader.ReadFile(path).Dispose(), 100), 0, 100 * 2048);
        }
    }
}
