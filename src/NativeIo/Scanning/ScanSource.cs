using System;
using System.Collections.Generic;
using System.Threading;

namespace NativeIo;

/// <summary>
/// Where workers take files from: a list, which they share by a counter, or anything that can be enumerated, which they
/// share by a lock. Nothing is taken before a worker is free for it.
/// </summary>
/// <remarks>Thread safety: <see cref="TryTake"/>; disposed when no worker is left.</remarks>
internal sealed class ScanSource : IDisposable
{
    private readonly IReadOnlyList<NativePath>? _list;
    private readonly IEnumerator<ScanItem>? _items;
    private readonly int _batchLength;
    private readonly Lock _lock = new();
    private long _taken;
    private bool _isOver;

    internal ScanSource(IReadOnlyList<NativePath> list)
    {
        _list = list;
        Count = list.Count;
    }

    /// <summary>Shares an enumeration.</summary>
    /// <param name="items">What is enumerated.</param>
    /// <param name="takesAhead">Whether a worker takes some items at once, for fewer locks.</param>
    internal ScanSource(IEnumerable<ScanItem> items, bool takesAhead)
    {
        _items = items.GetEnumerator();
        _batchLength = takesAhead ? ScanLane.BatchLength : 1;
    }

    /// <summary>Gets the number of files; null while it is not known.</summary>
    internal long? Count { get; private set; }

    public void Dispose() => _items?.Dispose();

    /// <summary>Takes the next file for a worker; its index counts from 0.</summary>
    internal bool TryTake(ScanLane lane, out ScanItem item, out long index)
    {
        if (_list is not null)
        {
            // Full fence; each index is given to one worker.
            index = Interlocked.Increment(ref _taken) - 1;
            item = index < Count ? new ScanItem(_list[(int)index], null) : default;
            return index < Count;
        }

        if (!lane.HasBatch)
        {
            lock (_lock)
            {
                TakeBatchUnsynchronized(lane);
            }
        }

        return lane.TryTakeFromBatch(out item, out index);
    }

    private void TakeBatchUnsynchronized(ScanLane lane)
    {
        lane.BeginBatch(_taken);
        for (int count = 0; count < _batchLength && !_isOver; count++)
        {
            // Set first: an enumerator that has thrown is not asked again.
            _isOver = true;
            if (!_items!.MoveNext())
            {
                Count = _taken;
                return;
            }

            _isOver = false;
            _taken++;
            lane.AddToBatch(_items.Current);
        }
    }
}
