using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class IoMetricsTests
{
    private const long Mebi = 1024 * 1024;

    [Fact]
    public void Snapshot_NothingRecorded_IsAllZero()
    {
        IoMetricsSnapshot snapshot = new IoMetrics().Snapshot();
        Assert.Equal(
            (0, 0, 0, 0),
            (snapshot.TotalBytesRead, snapshot.TotalFilesRead, snapshot.Operations, snapshot.FailedFiles));
        Assert.Equal(0, snapshot.ThroughputMegabytesPerSecond);
        Assert.Equal(0, snapshot.AverageFileLength);
        Assert.Empty(snapshot.StrategyUsage);
        Assert.Equal(TimeSpan.Zero, snapshot.GetLatency(50));
    }

    [Fact]
    public void Record_SomeFiles_GivesTotalsThroughputAndUsage()
    {
        IoMetrics metrics = new();
        metrics.Record(ReadStrategy.Async, 10 * Mebi, TimeSpan.FromMilliseconds(100));
        metrics.Record(ReadStrategy.Async, 10 * Mebi, TimeSpan.FromMilliseconds(100));
        metrics.Record(ReadStrategy.Buffered, 80 * Mebi, TimeSpan.FromMilliseconds(300), "linux", "why");
        IoMetricsSnapshot snapshot = metrics.Snapshot();
        Assert.Equal(100 * Mebi, snapshot.TotalBytesRead);
        Assert.Equal(3, snapshot.TotalFilesRead);
        Assert.Equal(TimeSpan.FromMilliseconds(500), snapshot.TotalTime);
        Assert.Equal(200, snapshot.ThroughputMegabytesPerSecond, 3);
        Assert.Equal(100.0 * Mebi / 3, snapshot.AverageFileLength, 3);
        Assert.Equal(2, snapshot.StrategyUsage[ReadStrategy.Async]);
        Assert.Equal(1, snapshot.StrategyUsage[ReadStrategy.Buffered]);
        Assert.Equal(2, snapshot.StrategyUsage.Count);
        Assert.InRange(snapshot.GetLatency(50).TotalMilliseconds, 100, 107);
        Assert.InRange(snapshot.GetLatency(100).TotalMilliseconds, 300, 320);
        IoMetricsLine line = Assert.Single(snapshot.Lines, static line => line.Reason == "why");
        Assert.Equal(("linux", 80 * Mebi, 1), (line.Backend, line.Bytes, line.Files));
    }

    [Fact]
    public void ToString_SomeFiles_IsTheKnownPrintout()
    {
        IoMetrics metrics = new();
        metrics.Record(ReadStrategy.Async, 1_234_567, TimeSpan.FromSeconds(1));
        metrics.Record(ReadStrategy.Mapped, 0, TimeSpan.Zero);
        string[] lines = metrics.Snapshot().ToString().Split('\n');
        Assert.Equal("Total bytes read: 1,234,567", lines[0]);
        Assert.Equal("Total files: 2", lines[1]);
        Assert.Equal("Throughput: 1.18 MB/s", lines[2]);
        Assert.Equal("Strategy usage: {Async: 1, Mapped: 1}", lines[3]);
        Assert.StartsWith("Latency: p50 ", lines[4], StringComparison.Ordinal);
        metrics.RowFor(ReadStrategy.Auto, "linux", "no").CountFailure();
        Assert.Equal("Failed files: 1", metrics.Snapshot().ToString().Split('\n')[2]);
    }

    [Fact]
    public void Arguments_OutOfRange_AreRefused()
    {
        IoMetrics metrics = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Record(ReadStrategy.Async, -1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Record(ReadStrategy.Async, 1, TimeSpan.FromTicks(-1)));
        IoMetricsSnapshot snapshot = metrics.Snapshot();
        Assert.Throws<ArgumentOutOfRangeException>(() => snapshot.GetLatency(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => snapshot.GetLatency(100.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => snapshot.GetLatency(double.NaN));
        Assert.Empty(snapshot.Lines);
    }

    [Fact]
    public async Task Record_FromManyThreads_LosesNothing()
    {
        IoMetrics metrics = new();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (int index = 0; index < 5000; index++)
            {
                metrics.Record((ReadStrategy)(1 + (index % 5)), 3, TimeSpan.FromTicks(1), reason: $"{thread % 2}");
            }
        })));
        IoMetricsSnapshot snapshot = metrics.Snapshot();
        Assert.Equal((40_000, 120_000), (snapshot.TotalFilesRead, snapshot.TotalBytesRead));
        Assert.Equal(10, snapshot.Lines.Count);
        Assert.All(snapshot.StrategyUsage.Values, static count => Assert.Equal(8000, count));
    }

    [Fact]
    public void Record_WarmedUp_AllocatesNothing()
    {
        IoMetrics metrics = new();
        AllocationAssert.Flat(() => metrics.Record(ReadStrategy.Async, 1, TimeSpan.FromTicks(5)));
    }

    [Fact]
    public void Meter_SomebodyListens_HearsEveryReadWithItsTags()
    {
        const string backend = "meter-test";
        List<(string Name, double Value, string Tags)> heard = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == "NativeIo")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        IoMetrics metrics = new();
        metrics.Record(ReadStrategy.Mapped, 123, TimeSpan.FromSeconds(2), backend, "why");
        metrics.RowFor(ReadStrategy.Mapped, backend, "why").CountFailure();

        const string tags = "strategy=Mapped backend=meter-test reason=why";
        Assert.Equal(
            [
                ("nativeio.read.bytes", 123, tags),
                ("nativeio.read.duration", 2, tags),
                ("nativeio.read.files", 1, tags),
                ("nativeio.read.failures", 1, tags),
            ],
            heard);

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tagged)
        {
            // Tests that run beside this one read too; their backends have other names.
            string text = string.Join(' ', tagged.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"));
            if (text.Contains(backend, StringComparison.Ordinal))
            {
                lock (heard)
                {
                    heard.Add((instrument.Name, value, text));
                }
            }
        }
    }
}
