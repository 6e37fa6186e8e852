using System;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>What metrics say about direct reads.</content>
public sealed partial class DirectFileReaderTests
{
    [Fact]
    public async Task Metrics_EveryWayToRead_CountEachOperationAndTheFileOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes((10 * 4096) + 100);
        var metrics = new IoMetrics();
        await using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", content), new DirectFileOptions { ChunkLength = 4096, Metrics = metrics });
        var reads = new DirectRead[4];
        for (int index = 0; index < reads.Length; index++)
        {
            reads[index] = new DirectRead(index * 4096, new byte[4096]);
        }

        Assert.Equal(1000, reader.ReadAt(new byte[1000], 5));
        Assert.Equal(100, await reader.ReadAtAsync(new byte[4096], 10 * 4096, Cancellation));
        reader.ReadSlice(4096, 0).Dispose();
        Assert.Equal(0, reader.ReadBatch(reads));
        Assert.Equal(0, reader.ReadAt(new byte[10], content.Length));
        IoMetricsLine line = Assert.Single(metrics.Snapshot().Lines);
        Assert.Equal((0, 7), (line.Files, line.Operations));
        Assert.Equal(1000 + 100 + 4096 + (4 * 4096), line.Bytes);

        foreach (BufferSlice chunk in reader.ReadChunks())
        {
            chunk.Dispose();
        }

        await foreach (BufferSlice chunk in reader.ReadChunksAsync(cancellation: Cancellation))
        {
            chunk.Dispose();
        }

        reader.Dispose();
        await reader.DisposeAsync();
        IoMetricsSnapshot snapshot = metrics.Snapshot();
        line = Assert.Single(snapshot.Lines);
        Assert.Equal((1, 0, 7 + 11 + 11), (line.Files, line.Failures, line.Operations));
        Assert.Equal(1000 + 100 + 4096 + (4 * 4096) + (2 * content.Length), line.Bytes);
        Assert.Equal(reader.IsDirect ? ReadStrategy.Direct : ReadStrategy.Buffered, line.Strategy);
        Assert.True(line.Elapsed > TimeSpan.Zero);
        Assert.True(snapshot.BusyTime > TimeSpan.Zero);
    }

    [Fact]
    public void Metrics_FileWithoutDirectTransfers_CountsWhatRanAndWhy()
    {
        var metrics = new IoMetrics();
        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.InvalidArgument, "open"));
        var options = new DirectFileOptions { Backend = backend, Metrics = metrics };
        using (DirectFileReader reader = DirectFileReader.Open(_folder.Write("file", "hello"u8), options))
        {
            Assert.Equal(5, reader.ReadAt(new byte[10], 0));
        }

        IoMetricsLine line = Assert.Single(metrics.Snapshot().Lines);
        Assert.Equal((ReadStrategy.Buffered, 1, 5), (line.Strategy, line.Files, line.Bytes));
        Assert.Contains("not direct: it refused to be opened", line.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_ReadsThatFail_CountTheFileAsOneFailure()
    {
        var metrics = new IoMetrics();
        var backend = new ScriptedBackend { FailReadsFrom = 4096 };
        var options = new DirectFileOptions { Backend = backend, Metrics = metrics };
        using (DirectFileReader reader = DirectFileReader.Open(_folder.Write("file", new byte[8192]), options))
        {
            Assert.Equal(512, reader.ReadAt(new byte[512], 0));
            Assert.Throws<NativeIoException>(() => reader.ReadAt(new byte[512], 4096));
            Assert.Throws<NativeIoException>(() => reader.ReadSlice(512, 4096));
            Assert.Throws<NativeIoException>(() => reader.ReadChunks(4096).Count());
            Assert.Equal(1, reader.ReadBatch([new DirectRead(4096, new byte[512])]));
        }

        // One that was not read at all is neither.
        DirectFileReader.Open(_folder.File("file"), options).Dispose();
        Assert.Throws<NativeIoException>(() => DirectFileReader.Open(_folder.File("missing"), options));
        IoMetricsSnapshot snapshot = metrics.Snapshot();
        Assert.Equal((0, 2), (snapshot.TotalFilesRead, snapshot.FailedFiles));
        Assert.Equal((1, 512), (snapshot.Operations, snapshot.TotalBytesRead));
    }
}
