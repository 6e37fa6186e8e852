using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace NativeIo;

/// <summary>
/// Counts what was read: bytes, files, operations, failures, time and how long operations took, for each strategy,
/// backend and reason. The meter <c>NativeIo</c> shows the same of all of them.
/// </summary>
/// <remarks>
/// <para>Thread safety: all members; counting takes no lock and allocates nothing once a row exists.</para>
/// <para>Throughput is over the time in which at least one read was under way, so that reads in parallel are not
/// understated and pauses between reads do not count.</para>
/// </remarks>
/// <example><code>
/// using var reader = new FileReader();
/// using BufferSlice content = reader.ReadFile("measurements.bin");
/// Console.WriteLine(reader.Metrics.Snapshot());
/// </code></example>
public sealed class IoMetrics
{
    private readonly ConcurrentDictionary<(ReadStrategy Strategy, string Backend, string Reason), IoMetricsRow> _rows =
        new();

    private readonly BusyClock _busy = new();

    /// <summary>The row that was asked for last, which as a rule is asked for again.</summary>
    private IoMetricsRow? _rowLast;

    /// <summary>Counts a file that something else read.</summary>
    /// <param name="strategy">How.</param>
    /// <param name="bytes">The bytes that were read.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="backend">What it was read with.</param>
    /// <param name="reason">Why it was read this way; few different texts, since each has a row of its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public void Record(
        ReadStrategy strategy, long bytes, TimeSpan elapsed, string backend = "other", string reason = "recorded")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed, TimeSpan.Zero);
        IoMetricsRow row = RowFor(strategy, backend, reason);
        row.CountOperation(bytes, elapsed.Ticks * TimeSpan.NanosecondsPerTick);
        row.CountFile();
        _busy.Add(elapsed);
    }

    /// <summary>Copies the counters.</summary>
    /// <returns>What was counted up to now.</returns>
    public IoMetricsSnapshot Snapshot()
    {
        List<IoMetricsLine> lines = [];
        LatencyHistogram latency = new();
        foreach (IoMetricsRow row in _rows.Values)
        {
            lines.Add(row.ToLine());
            latency.Add(row.Latency.Copy());
        }

        IEnumerable<IoMetricsLine> ordered = lines
            .OrderBy(static line => line.Strategy)
            .ThenBy(static line => line.Backend, StringComparer.Ordinal)
            .ThenBy(static line => line.Reason, StringComparer.Ordinal);
        return new IoMetricsSnapshot([.. ordered], _busy.Elapsed, latency);
    }

    /// <summary>Gets the counters of one way to read.</summary>
    internal IoMetricsRow RowFor(ReadStrategy strategy, string backend, string reason)
    {
        // Acquire; pairs with the release below, so that another thread's row is whole.
        IoMetricsRow? row = Volatile.Read(ref _rowLast);
        if (row is null || row.Strategy != strategy || row.Backend != backend || row.Reason != reason)
        {
            row = _rows.GetOrAdd(
                (strategy, backend, reason), static key => new IoMetricsRow(key.Strategy, key.Backend, key.Reason));
            Volatile.Write(ref _rowLast, row);
        }

        return row;
    }

    /// <summary>An operation begins; the result goes to <see cref="Stop"/>.</summary>
    internal long Start()
    {
        _busy.Enter();
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Reads begin that are timed elsewhere; <see cref="Exit"/> ends them.</summary>
    internal void Enter() => _busy.Enter();

    /// <summary>What <see cref="Enter"/> began is over.</summary>
    internal void Exit() => _busy.Exit();

    /// <summary>Gets the nanoseconds of so many ticks of the clock.</summary>
    internal static long Nanoseconds(long ticks) =>
        Stopwatch.GetElapsedTime(0, ticks).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>An operation is over, whether it succeeded or not.</summary>
    /// <returns>How long it took in nanoseconds.</returns>
    internal long Stop(long started)
    {
        long elapsed = Nanoseconds(Stopwatch.GetTimestamp() - started);
        _busy.Exit();
        return elapsed;
    }
}
