using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace NativeIo;

/// <summary>
/// Results between the workers of a scan and the one who fetches them: bounded by bytes and by count, and put in order
/// when that is wanted.
/// </summary>
/// <remarks>
/// <para>A worker that finds no room waits. In listed order the file that is fetched next is never kept waiting by the
/// others: it may always have one result here, whatever they hold, and its worker was the first to take a file, so the
/// one who fetches always gets on.</para>
/// <para>Thread safety: <see cref="Add"/> from any thread; one thread fetches.</para>
/// </remarks>
internal sealed class ScanResultQueue
{
    /// <summary>Results without bytes (empty files, errors) need a bound of their own.</summary>
    internal const int ResultsMax = 4096;

    private const int ExceedCheckMs = 20;

    private readonly object _gate = new();
    private readonly SemaphoreSlim _arrival = new(0);
    private readonly Dictionary<long, Queue<ScanResult>> _byFile = [];
    private readonly Queue<Queue<ScanResult>> _emptyQueues = new();
    private readonly ScanOrder _order;
    private readonly long _bytesMax;
    private long _bytes;
    private int _count;
    private long _next;
    private bool _isComplete;
    private bool _isClosed;

    internal ScanResultQueue(ScanOrder order, long bytesMax)
    {
        _order = order;
        _bytesMax = bytesMax;
    }

    /// <summary>
    /// Tells whether a worker must go on although there is no room, because another waits for what it holds.
    /// </summary>
    internal Func<bool> MayExceed { get; set; } = static () => false;

    /// <summary>Gets the bytes that wait to be fetched.</summary>
    internal long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Adds a result when there is room. Ownership: transfers; a closed queue disposes it.</summary>
    internal void Add(ScanResult result)
    {
        lock (_gate)
        {
            // With a time limit, since nobody tells this queue that handles have become short.
            while (!_isClosed && !HasRoomUnsynchronized(result) && !MayExceed())
            {
                _ = Monitor.Wait(_gate, ExceedCheckMs);
            }

            if (!_isClosed)
            {
                long key = KeyOf(result.Index);
                if (!_byFile.TryGetValue(key, out Queue<ScanResult>? queue))
                {
                    _byFile[key] = queue = _emptyQueues.TryDequeue(out Queue<ScanResult>? used) ? used : new();
                }

                queue.Enqueue(result);
                _count++;
                _bytes += result.Content.Length;
                SignalUnsynchronized();
                return;
            }
        }

        result.Dispose();
    }

    /// <summary>No more results come.</summary>
    internal void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            SignalUnsynchronized();
        }
    }

    /// <summary>Fetches the next result; null when there are no more. Ownership: the caller disposes it.</summary>
    internal async ValueTask<ScanResult?> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            lock (_gate)
            {
                if (TryTakeUnsynchronized(out ScanResult? result))
                {
                    Monitor.PulseAll(_gate);
                    return result;
                }

                if (_isComplete)
                {
                    return null;
                }
            }

            await _arrival.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Disposes what was not fetched, and lets every worker through.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (Queue<ScanResult> queue in _byFile.Values)
            {
                foreach (ScanResult result in queue)
                {
                    result.Dispose();
                }
            }

            _byFile.Clear();
            _count = 0;
            _bytes = 0;
            Monitor.PulseAll(_gate);
        }
    }

    // As completed, all files share one queue.
    private long KeyOf(long index) => _order == ScanOrder.AsListed ? index : 0;

    private bool HasRoomUnsynchronized(ScanResult result)
    {
        long key = KeyOf(result.Index);
        bool isAwaited = key == _next && !(_byFile.TryGetValue(key, out Queue<ScanResult>? queue) && queue.Count > 0);
        return isAwaited || (_count < ResultsMax && _bytes + result.Content.Length <= _bytesMax);
    }

    private bool TryTakeUnsynchronized(out ScanResult? result)
    {
        result = null;
        if (!_byFile.TryGetValue(_next, out Queue<ScanResult>? queue) || !queue.TryDequeue(out result))
        {
            return false;
        }

        _count--;
        _bytes -= result.Content.Length;
        Debug.Assert(_bytes >= 0, "What leaves was counted when it came.");
        if (_order == ScanOrder.AsListed && result.IsLast)
        {
            Debug.Assert(queue.Count == 0, "Nothing follows the last result of a file.");
            _ = _byFile.Remove(_next);
            _emptyQueues.Enqueue(queue);
            _next++;
        }

        return true;
    }

    private void SignalUnsynchronized()
    {
        // One is enough: the one who fetches looks until there is nothing.
        if (_arrival.CurrentCount == 0)
        {
            _ = _arrival.Release();
        }
    }
}
