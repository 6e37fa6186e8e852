using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite.Tests.Layers;
using Xunit;

namespace Storage.Lite.Tests.Diagnostics;

public sealed class MetricsStorageTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedStorage _below = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MetricsOptions Options => new() { TimeProvider = _time };

    [Fact]
    public async Task GetMetrics_OfTheReference_CountsOperationsBytesAndLatency()
    {
        await using var storage = new MetricsStorage(_below, Options);
        _below.Before = (_, _, _) =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return ValueTask.CompletedTask;
        };
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        Assert.Equal("value", await storage.GetTextAsync("key", Token));

        StorageMetrics metrics = storage.GetMetrics();
        Assert.Equal(2, metrics.OperationsCount);
        Assert.Equal(10, metrics.TotalBytes);
        Assert.Equal(TimeSpan.FromMilliseconds(10), metrics.AverageLatency);
        Assert.Equal(5, metrics.Operations[StorageOperation.Put].Bytes);
        Assert.Equal(TimeSpan.FromMilliseconds(10), metrics.Operations[StorageOperation.Get].AverageLatency);
    }

    [Fact]
    public async Task GetMetrics_FailuresCancellationsAndCacheHits_AreCounted()
    {
        await using var storage = new MetricsStorage(new CachedStorage(_below), Options);
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        Assert.Equal("value", await storage.GetTextAsync("key", Token));
        _below.FailFirst(1);
        _ = await Assert.ThrowsAsync<StorageException>(async () => await storage.TryStatAsync("key", Token));
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await storage.TryGetAsync("key", default, source.Token));

        StorageMetrics metrics = storage.GetMetrics();
        Assert.Equal(1, metrics.ErrorsCount);
        Assert.Equal(1, metrics.CancelledCount);
        Assert.Equal(1, metrics.CacheHits);
        Assert.Equal(0, metrics.CacheMisses);
        Assert.Equal(4, metrics.OperationsCount);
    }

    [Fact]
    public async Task GetMetrics_Streams_CountOnceWithAllTheirBytes()
    {
        await using var storage = new MetricsStorage(_below, Options);
        await using (StorageWriter writer = await storage.OpenWriteAsync("key", cancellation: Token))
        {
            await writer.WriteAsync("value"u8.ToArray(), Token);
            _ = await writer.CommitAsync(Token);
        }

        StorageReader reader = await storage.OpenReadAsync("key", default, Token);
        await using (reader)
        {
            using BufferSlice portion = await reader.ReadAsync(Token);
        }

        StorageMetrics metrics = storage.GetMetrics();
        Assert.Equal(2, metrics.OperationsCount);
        Assert.Equal(10, metrics.TotalBytes);
    }

    [Fact]
    public async Task MetricsStorage_Observers_SeeTheEventsOfTheReference()
    {
        var events = new StorageEventChannel(capacity: 4);
        await using var storage = new MetricsStorage(
            _below, Options with { Observers = [events, new ThrowingObserver()] });
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        Assert.Equal("value", await storage.GetTextAsync("key", Token));
        _ = await storage.DeleteAsync("key", default, Token);
        _below.FailFirst(1);
        _ = await Assert.ThrowsAsync<StorageException>(
            async () => await storage.TryGetAsync("key", default, Token));
        _ = await storage.ExistsAsync("key", Token);
        events.Complete();

        List<StorageEvent> seen = await ToListAsync(events.Reader.ReadAllAsync(Token));
        Assert.Equal(
            ["storage.put", "storage.get", "storage.delete", "storage.error"],
            seen.Select(static one => one.Name));
        Assert.Equal(5, seen[0].Bytes);
        Assert.Equal("key", seen[3].Key.Text);
        Assert.Equal(4, storage.ObserverFailures);
    }

    [Fact]
    public void StorageEventChannel_Full_DropsTheOldestAndCounts()
    {
        var events = new StorageEventChannel(capacity: 2);
        foreach (string key in new[] { "a", "b", "c" })
        {
            events.OnEvent(new StorageEvent { Operation = StorageOperation.Put, Key = key });
        }

        Assert.Equal(1, events.DroppedCount);
        Assert.True(events.Reader.TryRead(out StorageEvent first));
        Assert.Equal("b", first.Key.Text);
    }

    [Fact]
    public async Task MetricsStorage_FrameworkListeners_SeeMeasurementsWithoutKeys()
    {
        string store = $"store {Guid.NewGuid():N}";
        var measured = new ConcurrentQueue<(string Name, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == StorageTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument.Name, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument.Name, tags));
        listener.Start();
        var activities = new ConcurrentQueue<Activity>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == StorageTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(traces);

        await using var storage = new MetricsStorage(
            new ScriptedStorage(new MemoryStorage(new MemoryStorageOptions { Name = store })),
            Options with { TracesKeys = true });
        _ = await storage.PutTextAsync("secret", "value", cancellation: Token);
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(async () => await storage.PutTextAsync(
            "secret", "value", new PutOptions { Condition = StorageCondition.IfAbsent }, Token));

        Dictionary<string, object?>[] own =
            [.. measured.Where(one => Equals(one.Tags.GetValueOrDefault("storage.store"), store))
                .Select(static one => one.Tags)];
        Assert.Contains(own, static tags => Equals(tags["storage.outcome"], "ok"));
        Assert.Contains(
            own, static tags => Equals(tags.GetValueOrDefault("error.type"), "StoragePreconditionException"));
        Assert.DoesNotContain(own, static tags => tags.ContainsValue("secret"));
        Assert.Contains(measured, static one => one.Name == "storage.operation.duration");
        Assert.Contains(measured, static one => one.Name == "storage.operation.bytes");
        Assert.Contains(measured, static one => one.Name == "storage.operation.errors");
        Activity[] traced = [.. activities.Where(one => Equals(one.GetTagItem("storage.store"), store))];
        Assert.Equal(2, traced.Length);
        Assert.All(traced, static one => Assert.Equal("storage.put", one.OperationName));
        Assert.Equal("secret", traced[0].GetTagItem("storage.key"));
        Assert.Equal(ActivityStatusCode.Error, traced[1].Status);

        void Add(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Dictionary<string, object?> all = [];
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                all[tag.Key] = tag.Value;
            }

            measured.Enqueue((name, all));
        }
    }

    [Fact]
    public async Task TryGetAsync_AnsweredAtOnce_AllocatesNothing()
    {
        await using var storage = new MetricsStorage(new MemoryStorage());
        _ = await storage.PutTextAsync("key", "value", cancellation: Token);
        LayerAssert.GetIsFlat(storage, "key");
    }

    private static async Task<List<StorageEvent>> ToListAsync(IAsyncEnumerable<StorageEvent> events)
    {
        List<StorageEvent> list = [];
        await foreach (StorageEvent one in events)
        {
            list.Add(one);
        }

        return list;
    }

    private sealed class ThrowingObserver : IStorageObserver
    {
        public void OnEvent(in StorageEvent storageEvent)
        {
            throw new InvalidOperationException("This observer always throws.");
        }
    }
}
