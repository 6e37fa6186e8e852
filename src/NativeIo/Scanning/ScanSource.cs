using System;
using System.Collections.Generic;
using System.Threading;

namespace NativeIo;

/// <summary>
/// Where workers take files from: a list, which they share by a counter, or anything that can be enumerated, which they
/// share by a lock. Nothing is taken before a worker is free for it, or for a few files before it.
/// </summary>
/// <remarks>Thread safety: <see cref="TryFill"/>; disposed when no worker is left.</remarks>
internal sealed class ScanSource : IDisposable
{
    private readonly IReadOnlyList<NativePath>? _list;
    private readonly IEnumerator<ScanItem>? _items;
    private readonly int _batchLength;
    private readonly long _length;
    private readonly Lock _lock = new();
    private long _taken;
    private bool _isOver;

    internal ScanSource(IReadOnlyList<NativePath> list)
    {
        _list = list;
        Count = list.Count;
        _length = list.Count;
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

    /// <summary>Sees to it that a worker has taken files; false when there are no more.</summary>
    /// <param name="lane">The worker's.</param>
    /// <param name="countMax">The most files to take from a list; an enumeration gives what it always gives.</param>
    /// <param name="workers">How many share what is left.</param>
    internal bool TryFill(ScanLane lane, int countMax, int workers)
    {
        if (lane.HasBatch)
        {
            return true;
        }

        if (_list is not null)
        {
            TakeFromList(_list, lane, countMax, workers);
        }
        else
        {
            lock (_lock)
            {
                TakeBatchUnsynchronized(lane);
            }
        }

        return lane.HasBatch;
    }

    private void TakeFromList(IReadOnlyList<NativePath> list, ScanLane lane, int countMax, int workers)
    {
        // Towards the end a worker takes less than its share of what is left, so that all end at about the same time.
        // Stale counts only make the shares a little uneven.
        long share = (_length - Volatile.Read(ref _taken)) / (2L * Math.Max(workers, 1));
        int count = (int)Math.Clamp(share, 1, countMax);

        // Full fence; each index is given to one worker.
        long first = Interlocked.Add(ref _taken, count) - count;
        lane.BeginBatch(first);
        for (long index = first; index < Math.Min(first + count, _length); index++)
        {
            lane.AddToBatch(new ScanItem(list[(int)index], null));
        }
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
