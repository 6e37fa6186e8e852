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
    private readonly Lock _lock = new();
    private long _taken;
    private bool _isOver;

    internal ScanSource(IReadOnlyList<NativePath> list)
    {
        _list = list;
        Count = list.Count;
    }

    internal ScanSource(IEnumerable<ScanItem> items) => _items = items.GetEnumerator();

    /// <summary>Gets the number of files; null while it is not known.</summary>
    internal long? Count { get; private set; }

    public void Dispose() => _items?.Dispose();

    /// <summary>Takes the next file; its index counts from 0.</summary>
    internal bool TryTake(out ScanItem item, out long index)
    {
        if (_list is not null)
        {
            // Full fence; each index is given to one worker.
            index = Interlocked.Increment(ref _taken) - 1;
            item = index < Count ? new ScanItem(_list[(int)index], null) : default;
            return index < Count;
        }

        lock (_lock)
        {
            index = _taken;
            item = default;
            if (_isOver)
            {
                return false;
            }

            // Set first: an enumerator that has thrown is not asked again.
            _isOver = true;
            if (!_items!.MoveNext())
            {
                Count = _taken;
                return false;
            }

            _isOver = false;
            _taken++;
            item = _items.Current;
            return true;
        }
    }
}
