using System;
using System.Collections.Generic;
using System.Threading;

namespace Nio.Stores;

/// <summary>What was done so far. Thread safety: all members.</summary>
internal sealed class StoreTally : IProgress<long>
{
    private readonly long[] _counts = new long[Enum.GetValues<StoreAction>().Length];
    private long _bytes;
    private long _items;

    /// <summary>Gets the bytes of values that were read or written.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gets the keys that are done with, whatever became of them.</summary>
    internal long Items => Interlocked.Read(ref _items);

    internal long this[StoreAction action] => Interlocked.Read(ref _counts[(int)action]);

    /// <summary>Adds bytes, as they pass.</summary>
    public void Report(long value) => _ = Interlocked.Add(ref _bytes, value);

    internal void Add(StoreAction action)
    {
        _ = Interlocked.Increment(ref _counts[(int)action]);
        _ = Interlocked.Increment(ref _items);
    }

    /// <summary>The actions that happened, and how often.</summary>
    internal IEnumerable<(StoreAction Action, long Count)> Counts()
    {
        foreach (StoreAction action in Enum.GetValues<StoreAction>())
        {
            if (this[action] > 0)
            {
                yield return (action, this[action]);
            }
        }
    }
}
