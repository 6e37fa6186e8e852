using System;
using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>
/// Objects in the order of a number that may grow while they wait: the one with the least comes first. Objects are not
/// taken out when they die but left out later, and never outnumber the live ones by more than a factor. The
/// caller holds the store's lock.
/// </summary>
/// <param name="rank">Gets an object's number; it never gets less.</param>
internal sealed class MemoryObjectQueue(Func<MemoryObject, long> rank)
{
    /// <summary>Below this many objects a clean-up is not worth it.</summary>
    private const int CleanCountMin = 64;

    private readonly Func<MemoryObject, long> _rank = rank;
    private readonly PriorityQueue<MemoryObject, long> _queue = new();
    private int _countToClean = CleanCountMin;

    internal void Add(MemoryObject added)
    {
        if (_queue.Count >= _countToClean)
        {
            Clean();
        }

        _queue.Enqueue(added, _rank(added));
    }

    /// <summary>Finds the live object with the least number, and leaves it in the queue.</summary>
    /// <returns>The object, or null when there is none.</returns>
    internal MemoryObject? PeekLeast()
    {
        // Gets go on meanwhile. Whoever was ranked anew as often as there are objects is as good a choice as any.
        int left = _queue.Count;
        while (_queue.TryPeek(out MemoryObject? first, out long ranked))
        {
            if (first.IsDead)
            {
                _ = _queue.Dequeue();
                continue;
            }

            long current = _rank(first);
            if (current == ranked || left-- == 0)
            {
                return first;
            }

            _ = _queue.DequeueEnqueue(first, current);
        }

        return null;
    }

    /// <summary>Takes out what <see cref="PeekLeast"/> found.</summary>
    internal MemoryObject TakeLeast() => _queue.Dequeue();

    internal void Clear() => _queue.Clear();

    private void Clean()
    {
        List<(MemoryObject, long)> live = [];
        foreach ((MemoryObject waiting, _) in _queue.UnorderedItems)
        {
            if (!waiting.IsDead)
            {
                live.Add((waiting, _rank(waiting)));
            }
        }

        _queue.Clear();
        _queue.EnqueueRange(live);
        _countToClean = Math.Max(CleanCountMin, live.Count * 2);
    }
}
