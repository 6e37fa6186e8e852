using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>The faults of a store, and which call each of them waits for. Thread-safe.</summary>
internal sealed class FaultSchedule
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<FaultPoint, int> _calls = [];

    internal void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fault.First, nameof(fault));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fault.Count, nameof(fault));
        ArgumentOutOfRangeException.ThrowIfNegative(fault.AfterBytes ?? 0, nameof(fault));
        if (fault.AfterBytes is not null
            && (fault.Point is not (FaultPoint.Read or FaultPoint.Write) || fault.Error is null))
        {
            throw new ArgumentException("Only reads and writes have bytes, and need an error to break off with.",
                nameof(fault));
        }

        lock (_lock)
        {
            _entries.Add(new Entry(fault));
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    internal int CountCalls(FaultPoint point)
    {
        lock (_lock)
        {
            return _calls.GetValueOrDefault(point);
        }
    }

    /// <summary>Waits or throws as the faults of a call say.</summary>
    /// <returns>What to throw when the work is done; null for nothing.</returns>
    internal async ValueTask<Exception?> EnterAsync(FaultPoint point, StorageKey key, CancellationToken cancellation)
    {
        List<Fault> struck;
        lock (_lock)
        {
            _calls[point] = _calls.GetValueOrDefault(point) + 1;
            struck = StrikeUnsynchronized(point, key, isStream: false);
        }

        Exception? later = null;
        foreach (Fault fault in struck)
        {
            if (fault.Until is { } until)
            {
                await until.WaitAsync(cancellation).ConfigureAwait(false);
            }

            if (fault.Error is not null)
            {
                later = fault.IsAfterwards ? later ?? fault.Error : throw fault.Error;
            }
        }

        return later;
    }

    /// <summary>Finds where a new stream breaks off.</summary>
    /// <returns>The fault with the fewest bytes; null when it does not.</returns>
    internal Fault? OpenStream(FaultPoint point, StorageKey key)
    {
        lock (_lock)
        {
            Fault? first = null;
            foreach (Fault fault in StrikeUnsynchronized(point, key, isStream: true))
            {
                first = first is null || fault.AfterBytes < first.AfterBytes ? fault : first;
            }

            return first;
        }
    }

    private List<Fault> StrikeUnsynchronized(FaultPoint point, StorageKey key, bool isStream)
    {
        List<Fault> struck = [];
        foreach (Entry entry in _entries)
        {
            Fault fault = entry.Fault;
            if (fault.Point == point
                && fault.AfterBytes is not null == isStream
                && (fault.Key.IsEmpty || fault.Key == key)
                && ++entry.Calls >= fault.First
                && entry.Calls - fault.First < fault.Count)
            {
                struck.Add(fault);
            }
        }

        return struck;
    }

    private sealed class Entry(Fault fault)
    {
        internal Fault Fault { get; } = fault;

        /// <summary>The calls that matched.</summary>
        internal int Calls { get; set; }
    }
}
