using System.Threading;

namespace NativeIo;

/// <summary>What was read in one way: the counters of one strategy, backend and reason.</summary>
/// <remarks>Thread safety: all members.</remarks>
internal sealed class IoMetricsRow
{
    private long _files;
    private long _failures;
    private long _operations;
    private long _bytes;
    private long _nanoseconds;

    internal IoMetricsRow(ReadStrategy strategy, string backend, string reason)
    {
        Strategy = strategy;
        Backend = backend;
        Reason = reason;
    }

    internal ReadStrategy Strategy { get; }

    internal string Backend { get; }

    internal string Reason { get; }

    internal LatencyHistogram Latency { get; } = new();

    // The additions are atomic because threads share the row; no other memory is ordered by them.

    internal void CountOperation(long bytes, long nanoseconds)
    {
        _ = Interlocked.Increment(ref _operations);
        _ = Interlocked.Add(ref _bytes, bytes);
        _ = Interlocked.Add(ref _nanoseconds, nanoseconds);
        Latency.Record(nanoseconds);
        IoMeter.CountOperation(this, bytes, nanoseconds);
    }

    internal void CountFile()
    {
        _ = Interlocked.Increment(ref _files);
        IoMeter.CountFile(this);
    }

    internal void CountFailure()
    {
        _ = Interlocked.Increment(ref _failures);
        IoMeter.CountFailure(this);
    }

    internal IoMetricsLine ToLine() => new(
        Strategy,
        Backend,
        Reason,
        Interlocked.Read(ref _files),
        Interlocked.Read(ref _failures),
        Interlocked.Read(ref _operations),
        Interlocked.Read(ref _bytes),
        System.TimeSpan.FromTicks(Interlocked.Read(ref _nanoseconds) / System.TimeSpan.NanosecondsPerTick));
}
