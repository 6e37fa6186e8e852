using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Counts and times what happens, and tells the framework's listeners and observers of it.</summary>
/// <remarks>
/// <para>It sits outermost, and so sees cache hits, cancellations and the whole time. A stream is one operation when it
/// is opened; its portions and the commit add their bytes and time. A page of a list is one operation. The same numbers
/// come from <see cref="GetMetrics"/> and from the meter <see cref="StorageTelemetry.Name"/>; traces come from the
/// activity source of that name.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using var storage = new MetricsStorage(FileStorage.Open("data"));
/// await storage.PutTextAsync("key", "value");
/// Console.WriteLine(storage.GetMetrics().AverageLatency);
/// </code></example>
/// </remarks>
public sealed class MetricsStorage : StorageCallLayer
{
    private readonly MetricsOptions _options;
    private readonly TimeProvider _time;
    private readonly OperationCounters[] _counters = new OperationCounters[(int)StorageOperation.Open + 1];
    private long _observerFailures;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">Who is told; null means <see cref="MetricsOptions.Default"/>.</param>
    public MetricsStorage(IStorage inner, MetricsOptions? options = null)
        : base(inner)
    {
        _options = options ?? MetricsOptions.Default;
        _time = _options.TimeProvider;
        for (int index = 0; index < _counters.Length; index++)
        {
            _counters[index] = new OperationCounters();
        }
    }

    /// <summary>Gets how often an observer threw.</summary>
    public long ObserverFailures => Volatile.Read(ref _observerFailures);

    /// <summary>Tells what was counted so far.</summary>
    /// <returns>A snapshot.</returns>
    public StorageMetrics GetMetrics()
    {
        Dictionary<StorageOperation, StorageOperationMetrics> operations = [];
        long count = 0;
        long bytes = 0;
        long errors = 0;
        long cancelled = 0;
        TimeSpan elapsed = TimeSpan.Zero;
        for (int index = 0; index < _counters.Length; index++)
        {
            StorageOperationMetrics one = _counters[index].Read();
            count += one.Count;
            bytes += one.Bytes;
            errors += one.Errors;
            cancelled += one.Cancelled;
            elapsed += one.Elapsed;
            if (one.Count > 0)
            {
                operations.Add((StorageOperation)index, one);
            }
        }

        CacheStatistics cache = Inner.GetFeature<CachedStorage>()?.Statistics ?? default;
        return new StorageMetrics
        {
            OperationsCount = count,
            TotalBytes = bytes,
            AverageLatency = count == 0 ? TimeSpan.Zero : elapsed / count,
            ErrorsCount = errors,
            CancelledCount = cancelled,
            CacheHits = cache.Hits,
            CacheMisses = cache.Misses,
            Operations = operations,
        };
    }

    /// <inheritdoc/>
    internal override ValueTask<TResult> RunAsync<TCall, TResult>(in TCall call, CancellationToken cancellation)
    {
        if (StorageTelemetry.Source.HasListeners() || StorageTelemetry.Active.Enabled)
        {
            return TraceAsync<TCall, TResult>(call, cancellation);
        }

        long startedAt = _time.GetTimestamp();
        ValueTask<TResult> task = CallTasks.Start<TCall, TResult>(call, Inner, cancellation);
        if (!task.IsCompletedSuccessfully)
        {
            return AwaitAsync(call, task, startedAt);
        }

        TResult result = task.Result;
        Record<TCall, TResult>(call, call.CountBytes(result), startedAt, error: null);
        return new ValueTask<TResult>(result);
    }

    private async ValueTask<TResult> AwaitAsync<TCall, TResult>(
        TCall call, ValueTask<TResult> task, long startedAt)
        where TCall : struct, IStorageCall<TResult>
    {
        try
        {
            TResult result = await task.ConfigureAwait(false);
            Record<TCall, TResult>(call, call.CountBytes(result), startedAt, error: null);
            return result;
        }
        catch (Exception exception)
        {
            Record<TCall, TResult>(call, bytes: 0, startedAt, exception);
            throw;
        }
    }

    private async ValueTask<TResult> TraceAsync<TCall, TResult>(TCall call, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        string operation = StorageTelemetry.NameOf(TCall.Operation);
        var active = new KeyValuePair<string, object?>("storage.operation", operation);
        using Activity? activity =
            StorageTelemetry.Source.StartActivity($"storage.{operation}", ActivityKind.Client);
        _ = activity?.SetTag("storage.store", Name);
        if (_options.TracesKeys)
        {
            _ = activity?.SetTag("storage.key", call.Key.Text);
        }

        StorageTelemetry.Active.Add(1, active);
        try
        {
            return await AwaitAsync(
                call, CallTasks.Start<TCall, TResult>(call, Inner, cancellation), _time.GetTimestamp())
                .ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _ = activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            throw;
        }
        finally
        {
            StorageTelemetry.Active.Add(-1, active);
        }
    }

    private void Record<TCall, TResult>(in TCall call, long bytes, long startedAt, Exception? error)
        where TCall : struct, IStorageCall<TResult>
    {
        TimeSpan elapsed = _time.GetElapsedTime(startedAt);
        OperationCounters counters = _counters[(int)TCall.Operation];
        counters.Add(IsPart<TCall>() ? 0 : 1, bytes, elapsed);
        if (error is not null)
        {
            counters.AddFailure(error is OperationCanceledException);
        }

        if (StorageTelemetry.IsMeasured)
        {
            Measure(TCall.Operation, bytes, elapsed, error);
        }

        if (_options.Observers.Count > 0 && (error is not null || IsEvent<TCall>()))
        {
            Tell(new StorageEvent
            {
                Operation = TCall.Operation,
                Key = call.Key,
                Bytes = bytes,
                Elapsed = elapsed,
                Error = error,
            });
        }
    }

    private static bool IsEvent<TCall>() =>
        typeof(TCall) == typeof(GetCall) || typeof(TCall) == typeof(OpenReadCall)
        || typeof(TCall) == typeof(PutCall) || typeof(TCall) == typeof(CommitCall)
        || typeof(TCall) == typeof(DeleteCall) || typeof(TCall) == typeof(DeleteManyCall);

    private static bool IsPart<TCall>() =>
        typeof(TCall) == typeof(ReadPortionCall) || typeof(TCall) == typeof(WritePortionCall)
        || typeof(TCall) == typeof(CommitCall);

    private void Measure(StorageOperation operation, long bytes, TimeSpan elapsed, Exception? error)
    {
        TagList tags = StorageTelemetry.Tags(operation, Name, error);
        StorageTelemetry.Duration.Record(elapsed.TotalSeconds, tags);
        if (bytes > 0)
        {
            StorageTelemetry.Bytes.Add(bytes, tags);
        }

        if (error is not null and not OperationCanceledException)
        {
            StorageTelemetry.Errors.Add(1, tags);
        }
    }

    private void Tell(in StorageEvent storageEvent)
    {
        foreach (IStorageObserver observer in _options.Observers)
        {
            try
            {
                observer.OnEvent(storageEvent);
            }
            catch (Exception)
            {
                // Whoever looks on does not make the operation fail; that it threw is counted.
                _ = Interlocked.Increment(ref _observerFailures);
            }
        }
    }
}
