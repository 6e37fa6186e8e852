using System;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Interop.Linux;
using NativeIo.Platform;
using NativeIo.Tests.Interop;
using Xunit;

namespace NativeIo.Tests;

/// <content>How many reads are under way decides which strategy is chosen.</content>
public sealed partial class FileReaderTests
{
    private const string RingRule = "many random reads from the disk: the kernel takes them together";

    private ReadOptions FromDisk => Options with
    {
        Delivery = ReadDelivery.Random,
        CachePolicy = PageCachePolicy.DoNotPollute,
    };

    [Theory]
    [InlineData(8, 8, true)]
    [InlineData(20, 8, true)]
    [InlineData(7, 8, false)]
    [InlineData(20, 7, false)]
    public async Task ReadFilesConcurrentAsync_ReadsAtATime_DecideAboutTheRing(int limit, int count, bool isRing)
    {
        byte[] content = SeededRandom.Create().NextBytes(300_000);
        NativePath[] paths =
            [.. Enumerable.Range(0, count).Select(index => (NativePath)_folder.Write($"file{index}", content))];
        using var reader = new FileReader(FromDisk with { ConcurrencyMax = limit });
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(paths, Cancellation);
        Assert.All(results, result => Assert.Equal(content, result.GetContent().ToArray()));
        AssertRule(reader, isRing, count);

        // By itself each of them is one read after the other.
        Assert.NotEqual(ReadStrategy.Ring, reader.SelectStrategy(paths[0]).Strategy);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(7, false)]
    public async Task ScanChunksAsync_ChunksOnTheirWay_DecideAboutTheRing(int chunks, bool isRing)
    {
        byte[] content = SeededRandom.Create().NextBytes(100_000);
        string path = _folder.Write("file", content);
        using var reader = new FileReader(FromDisk with { ChunkLength = 4096, BufferLength = chunks * 4096 });
        long length = 0;
        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
        {
            Assert.True(chunk.Span.SequenceEqual(content.AsSpan((int)chunk.Offset, chunk.Length)));
            length += chunk.Length;
        }

        Assert.Equal(content.Length, length);
        AssertRule(reader, isRing, files: 1);

        // The caller waits for each chunk here.
        Assert.Equal(content, reader.ScanChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        Assert.Contains(reader.Metrics.Snapshot().Lines, static line => IsRule(line, isRing: false));
    }

    // Platform: needs a kernel that has io_uring.
    [Trait("Platform", "linux")]
    [SupportedOSPlatform("linux")]
    [Fact]
    public async Task ReadFilesConcurrentAsync_RingIsDenied_ReadsByThreads()
    {
        byte[] content = SeededRandom.Create().NextBytes(300_000);
        NativePath[] paths =
            [.. Enumerable.Range(0, 8).Select(index => (NativePath)_folder.Write($"file{index}", content))];
        LinuxFileBackend backend = ScriptedUring.Create(new UringFault(ScriptedUring.Setup, Errno.EPERM));
        bool isDirect;
        using (DirectFileReader direct = DirectFileReader.Open(paths[0], new DirectFileOptions { Backend = backend }))
        {
            isDirect = direct.IsDirect;
        }

        // The refusal lasts for the backend, whichever thread meets it.
        using (var denied = new BatchRing(new BatchRingOptions { Backend = backend }))
        {
            Assert.False(denied.UsesKernelRing);
        }

        using var reader = new FileReader(FromDisk with { Backend = backend });
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(paths, Cancellation);
        Assert.All(results, result => Assert.Equal(content, result.GetContent().ToArray()));
        AssertRule(reader, isRing: true, files: 8);
        IoMetricsLine line = Assert.Single(reader.Metrics.Snapshot().Lines);
        Assert.Equal(isDirect ? ReadStrategy.Async : ReadStrategy.Buffered, line.Strategy);
        Assert.Contains(
            isDirect ? "threads instead of a ring: " : "not direct: ", line.Reason, StringComparison.Ordinal);
    }

    private static bool IsRule(IoMetricsLine line, bool isRing) =>
        line.Reason.StartsWith(RingRule, StringComparison.Ordinal) == isRing;

    /// <summary>The reason names the rule first, then what the system had against it.</summary>
    private static void AssertRule(FileReader reader, bool isRing, int files)
    {
        IoMetricsSnapshot snapshot = reader.Metrics.Snapshot();
        Assert.Equal((files, 0), (snapshot.TotalFilesRead, snapshot.FailedFiles));
        Assert.All(snapshot.Lines, line => Assert.True(IsRule(line, isRing), line.Reason));
    }
}
