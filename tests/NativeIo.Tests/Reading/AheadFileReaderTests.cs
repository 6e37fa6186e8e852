using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <summary>Direct files and rings below the readers, and what is counted where there are none.</summary>
public sealed partial class AheadFileReaderTests : IDisposable
{
    private const int Length = 300_000;
    private const int ChunkLength = 65536;

    private readonly TemporaryDirectory _folder = new();
    private readonly TrackingBlockPool _pool = new();
    private readonly byte[] _content = SeededRandom.Create().NextBytes(Length);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ReadOptions Options => new()
    {
        Pool = _pool.Pool,
        ChunkLength = ChunkLength,
        BufferLength = 4 * ChunkLength,
        Metrics = new IoMetrics(),
    };

    public void Dispose()
    {
        _folder.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void Direct_SystemHasIt_IsCountedAsDirectElseAsBuffered()
    {
        string path = _folder.Write("file", _content);
        using NativeFile file = NativeFile.Open(path);
        using DirectFileReader known = DirectFileReader.Open(file);
        ReadOptions options = Options;
        using var reader = new AheadFileReader(ReadStrategy.Direct, options);
        AssertReads(reader, path);
        IoMetricsLine line = Assert.Single(options.Metrics!.Snapshot().Lines);
        Assert.Equal(known.IsDirect ? ReadStrategy.Direct : ReadStrategy.Buffered, line.Strategy);
        Assert.EndsWith(known.FallbackReason, line.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReadStrategy.Direct, IoErrorKind.InvalidArgument)]
    [InlineData(ReadStrategy.Direct, IoErrorKind.NotSupported)]
    [InlineData(ReadStrategy.Direct, IoErrorKind.AccessDenied)]
    [InlineData(ReadStrategy.Ring, IoErrorKind.InvalidArgument)]
    public void Read_DirectOpeningIsDenied_GoesOnAroundTheCacheAndIsCountedAsThat(
        ReadStrategy strategy, IoErrorKind refusal)
    {
        string path = _folder.Write("file", _content);
        ReadOptions options = Options with
        {
            CachePolicy = PageCachePolicy.DoNotPollute,
            Backend = new ScriptedBackend(null, Fault.Fail(refusal, "reopen")),
        };
        using var reader = new AheadFileReader(strategy, options);
        Assert.Equal(_content, reader.ReadChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        IoMetricsLine line = Assert.Single(options.Metrics!.Snapshot().Lines);
        Assert.Equal(ReadStrategy.Buffered, line.Strategy);
        Assert.Contains("not direct", line.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(path, line.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Direct_PathLeadsToAnotherMeanwhile_OpensNothingByIt()
    {
        string path = _folder.Write("file", _content);
        var backend = new ScriptedBackend();
        using var reader = new AheadFileReader(ReadStrategy.Direct, Options with { Backend = backend });
        Assert.Equal(_content, reader.ReadChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        Assert.Single(backend.Calls, static call => call.Operation == "open");
    }

    [Fact]
    public void Direct_TransferIsRefused_GoesOnThroughTheCacheAndIsCountedAsThat()
    {
        string path = _folder.Write("file", _content);
        using DirectFileReader known = DirectFileReader.Open(path);

        // The read ahead and the one that finishes it; without direct files, neither is refused.
        Fault[] refusals = known.IsDirect
            ? [Fault.Fail(IoErrorKind.InvalidArgument, "read"), Fault.Fail(IoErrorKind.InvalidArgument, "read")]
            : [];
        ReadOptions options = Options with
        {
            BufferLength = 2 * ChunkLength,
            Backend = new ScriptedBackend(null, refusals),
        };
        using var reader = new AheadFileReader(ReadStrategy.Direct, options);
        Assert.Equal(_content, reader.ReadChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        IoMetricsLine line = Assert.Single(
            options.Metrics!.Snapshot().Lines, static line => line.Bytes > 0);
        Assert.Equal((ReadStrategy.Buffered, Length), (line.Strategy, line.Bytes));
        Assert.Contains("not direct", line.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ring_KernelHasItOrNot_IsCountedAsWhatRan(bool isAllowed)
    {
        string path = _folder.Write("file", _content);
        using var known = new BatchRing();
        ReadOptions options = Options with { Backend = new ScriptedBackend { HasKernelRing = isAllowed } };
        using var reader = new AheadFileReader(ReadStrategy.Ring, options);
        AssertReads(reader, path);
        IoMetricsLine line = Assert.Single(options.Metrics!.Snapshot().Lines);
        bool isRing = isAllowed && known.UsesKernelRing;
        Assert.Equal(isRing ? ReadStrategy.Ring : ReadStrategy.Async, line.Strategy);
        Assert.Equal(!isRing, line.Reason.Contains("threads instead of a ring", StringComparison.Ordinal));
    }

    [Fact]
    public void Ring_FileOfOneChunk_IsOneReadWithoutARing()
    {
        string path = _folder.Write("file", _content.AsSpan(0, 1000));
        var backend = new ScriptedBackend { HasKernelRing = true };
        ReadOptions options = Options with { Backend = backend };
        using var reader = new AheadFileReader(ReadStrategy.Ring, options);
        reader.ReadFile(path).Dispose();
        Assert.DoesNotContain(backend.Calls, static call => call.Operation == "create-engine");
        Assert.Equal(ReadStrategy.Buffered, Assert.Single(options.Metrics!.Snapshot().Lines).Strategy);
    }

    [Theory]
    [InlineData(ReadStrategy.Direct)]
    [InlineData(ReadStrategy.Ring)]
    public async Task FileReader_StrategyIsNamed_AllWaysToReadGiveTheBytes(ReadStrategy strategy)
    {
        string path = _folder.Write("file", _content);
        using (var reader = new FileReader(Options with { Strategy = strategy }))
        {
            Assert.Equal(strategy, reader.ReaderFor(strategy).Strategy);
            Assert.Equal(_content, reader.ScanChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
            List<byte> read = [];
            await foreach (FileChunk chunk in reader.ScanChunksAsync(path, 77, Cancellation))
            {
                Assert.Equal(77 + read.Count, chunk.Offset);
                read.AddRange(chunk.Span);
            }

            Assert.Equal(_content[77..], read.ToArray());
            using FileReadResults results = await reader.ReadFilesConcurrentAsync([path, path, path], Cancellation);
            Assert.All(results, result => Assert.Equal(_content, result.GetContent().ToArray()));
            foreach (FileChunk chunk in reader.ScanChunks(path))
            {
                Assert.Equal(0, chunk.Offset);
                break;
            }

            Assert.Equal(5, reader.Metrics.Snapshot().TotalFilesRead);
        }

        Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);
    }

    private void AssertReads(AheadFileReader reader, string path)
    {
        using BufferSlice whole = reader.ReadFile(path);
        Assert.Equal(_content, whole.ToArray());
        long offset = 0;
        foreach (FileChunk chunk in reader.ReadChunks(path, cancellation: Cancellation))
        {
            Assert.Equal(offset, chunk.Offset);
            Assert.True(chunk.Span.SequenceEqual(_content.AsSpan((int)offset, chunk.Length)));
            offset += chunk.Length;
        }

        Assert.Equal(Length, offset);
    }
}
