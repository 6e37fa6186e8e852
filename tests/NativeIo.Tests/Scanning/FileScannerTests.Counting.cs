using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <content>What metrics say about a scan.</content>
public sealed partial class FileScannerTests
{
    [Fact]
    public async Task Metrics_FilesOfEveryKind_CountFilesChunksAndFailures()
    {
        byte[][] contents = [[], new byte[10], new byte[(2 * SmallChunk) + 5], new byte[2 * SmallChunk]];
        NativePath[] paths = [.. WriteAll(contents), _folder.File("missing"), _folder.Path];
        var metrics = new IoMetrics();
        var options = new ScanOptions { ChunkBytes = SmallChunk, WorkersMax = 2, Metrics = metrics };
        ScanStatistics statistics = Scan(paths, options);
        IoMetricsSnapshot snapshot = metrics.Snapshot();
        Assert.Equal((4, 2), (snapshot.TotalFilesRead, snapshot.FailedFiles));
        Assert.Equal((statistics.Bytes, 1 + 1 + 3 + 2), (snapshot.TotalBytesRead, snapshot.Operations));
        Assert.True(snapshot.BusyTime > TimeSpan.Zero && snapshot.BusyTime <= statistics.Elapsed);
        IoMetricsLine line = Assert.Single(snapshot.Lines);
        Assert.Equal(
            (ReadStrategy.Buffered, "scanner: each file by itself", PlatformSelector.Current.Name),
            (line.Strategy, line.Reason, line.Backend));

        // The other ways to scan count the same; here beside what was counted before.
        await foreach (ScanResult result in new FileScanner(options).ScanAsync(paths, Cancellation))
        {
            result.Dispose();
        }

        snapshot = metrics.Snapshot();
        Assert.Equal((8, 4, 14), (snapshot.TotalFilesRead, snapshot.FailedFiles, snapshot.Operations));
    }

    [Fact]
    public void Metrics_HandlerThatTakesItsTime_IsNotCounted()
    {
        NativePath[] paths = WriteAll([.. Enumerable.Range(0, 10).Select(static _ => new byte[100])]);
        var metrics = new IoMetrics();
        var inHandler = new Stopwatch();
        var worker = new ActingWorker((in ScanChunk chunk) =>
        {
            inHandler.Start();
            while (inHandler.ElapsedMilliseconds < 10 * (chunk.Index + 1))
            {
                // It works.
            }

            inHandler.Stop();
        });
        var scanner = new FileScanner(new ScanOptions { WorkersMax = 1, Metrics = metrics });
        ScanStatistics statistics = scanner.Scan(paths, () => worker, Cancellation);
        IoMetricsSnapshot snapshot = metrics.Snapshot();
        Assert.Equal(10, snapshot.TotalFilesRead);
        Assert.True(snapshot.BusyTime <= statistics.Elapsed - inHandler.Elapsed);
        Assert.True(snapshot.TotalTime <= statistics.Elapsed - inHandler.Elapsed);
    }

    [Fact]
    public void Metrics_ScanThatFailsInTheMiddleOfARead_LeavesNothingUnderWay()
    {
        NativePath[] paths = WriteAll([new byte[100], new byte[100]]);
        var metrics = new IoMetrics();
        var broken = new ScriptedBackend
        {
            OnCall = static operation =>
            {
                if (operation.Contains("read", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException("The program is broken.");
                }
            },
        };
        var options = new ScanOptions { WorkersMax = 1, Metrics = metrics };
        Assert.Throws<InvalidOperationException>(() => Scan(paths, options with { Backend = broken }));
        TimeSpan before = metrics.Snapshot().BusyTime;
        Assert.Equal(0, metrics.Snapshot().TotalFilesRead);

        // Time is added when nothing is under way any more.
        _ = Scan(paths, options);
        Assert.True(metrics.Snapshot().BusyTime > before);
    }

    // Platform: needs the kernel that has io_uring.
    [Trait("Platform", "linux")]
    [Fact]
    [SupportedOSPlatform("linux")]
    public void Metrics_SmallFilesTogether_AreCountedAsThat()
    {
        byte[][] contents = [.. Enumerable.Range(0, 400).Select(static index => new byte[1 + index])];
        var metrics = new IoMetrics();
        FileBackend backend = PlatformSelector.Create("linux");
        _ = Scan(WriteAll(contents), new ScanOptions { WorkersMax = 1, Backend = backend, Metrics = metrics });
        IoMetricsSnapshot snapshot = metrics.Snapshot();
        Assert.Equal((400, 400, 0), (snapshot.TotalFilesRead, snapshot.Operations, snapshot.FailedFiles));
        Assert.Equal(contents.Sum(static content => (long)content.Length), snapshot.TotalBytesRead);
        Assert.True(snapshot.StrategyUsage[ReadStrategy.Ring] > 200);
        Assert.True(snapshot.StrategyUsage[ReadStrategy.Buffered] > 0);
        Assert.Contains(snapshot.Lines, static line => line.Reason == "scanner: small files together");
    }
}
