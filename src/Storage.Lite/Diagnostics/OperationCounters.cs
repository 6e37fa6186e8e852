using System;
using System.Threading;

namespace Storage.Lite;

/// <summary>The counters of one kind of operation.</summary>
internal sealed class OperationCounters
{
    private long _count;
    private long _bytes;
    private long _ticks;
    private long _errors;
    private long _cancelled;

    internal void Add(long count, long bytes, TimeSpan elapsed)
    {
        // Beside each other, not one step: a snapshot may see an operation's count before its time.
        _ = Interlocked.Add(ref _count, count);
        _ = Interlocked.Add(ref _ticks, elapsed.Ticks);
        if (bytes != 0)
        {
            _ = Interlocked.Add(ref _bytes, bytes);
        }
    }

    internal void AddFailure(bool isCancelled) =>
        _ = Interlocked.Increment(ref isCancelled ? ref _cancelled : ref _errors);

    internal StorageOperationMetrics Read() => new()
    {
        Count = Volatile.Read(ref _count),
        Bytes = Volatile.Read(ref _bytes),
        Errors = Volatile.Read(ref _errors),
        Cancelled = Volatile.Read(ref _cancelled),
        Elapsed = TimeSpan.FromTicks(Volatile.Read(ref _ticks)),
    };
}
