using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Storage.Lite;

/// <summary>
/// The keys of a store in the order of their UTF-8 bytes: a list of short sorted lists, so that adding and removing
/// move little memory and a page is read from neighbouring words. The caller holds the store's lock.
/// </summary>
internal sealed class OrderedKeys
{
    /// <summary>A run that is longer is split into halves: 4 KiB of references, which is what a page of memory
    /// holds.</summary>
    private const int RunLengthMax = 512;

    private readonly List<List<string>> _runs = [];

    /// <summary>Adds a key that is not there.</summary>
    internal void Add(string key)
    {
        int runIndex = Math.Max(0, FindRun(key));
        if (_runs.Count == 0)
        {
            _runs.Add([]);
        }

        List<string> run = _runs[runIndex];
        int index = CountUpTo(run, key);
        Debug.Assert(index == 0 || !string.Equals(run[index - 1], key, StringComparison.Ordinal),
            "A key is here once.");
        run.Insert(index, key);
        if (run.Count > RunLengthMax)
        {
            int half = run.Count / 2;
            _runs.Insert(runIndex + 1, run[half..]);
            run.RemoveRange(half, run.Count - half);
        }
    }

    /// <summary>Removes a key that is there.</summary>
    internal void Remove(string key)
    {
        int runIndex = FindRun(key);
        List<string> run = _runs[runIndex];
        int index = CountUpTo(run, key) - 1;
        Debug.Assert(string.Equals(run[index], key, StringComparison.Ordinal), "Only a key that is here is removed.");
        run.RemoveAt(index);
        if (run.Count == 0)
        {
            _runs.RemoveAt(runIndex);
        }
    }

    internal void Clear() => _runs.Clear();

    /// <summary>Finds the first key that is at or after a text, or beyond all keys that begin with it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Which keys are passed over.</param>
    /// <returns>Where the key is; <see cref="KeyPosition.End"/> when there is none.</returns>
    internal KeyPosition Seek(string text, KeySeek place)
    {
        int low = 0;
        int high = _runs.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (IsPassed(_runs[middle][^1], text, place))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == _runs.Count)
        {
            return KeyPosition.End;
        }

        int runIndex = low;
        ReadOnlySpan<string> run = CollectionsMarshal.AsSpan(_runs[runIndex]);
        low = 0;
        high = run.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (IsPassed(run[middle], text, place))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return new KeyPosition(runIndex, low);
    }

    internal string At(KeyPosition position) => _runs[position.Run][position.Index];

    internal KeyPosition Next(KeyPosition position) => position.Index + 1 < _runs[position.Run].Count
        ? position with { Index = position.Index + 1 }
        : position.Run + 1 < _runs.Count ? new KeyPosition(position.Run + 1, 0) : KeyPosition.End;

    private static bool IsPassed(string key, string text, KeySeek place)
    {
        int order = Utf8Order.Compare(key, text);
        return place switch
        {
            KeySeek.From => order < 0,
            KeySeek.After => order <= 0,
            _ => order <= 0 || key.StartsWith(text, StringComparison.Ordinal),
        };
    }

    /// <summary>Finds the last run whose first key is not after this one; -1 when all are.</summary>
    private int FindRun(string key)
    {
        int low = 0;
        int high = _runs.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Utf8Order.Compare(_runs[middle][0], key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    private static int CountUpTo(List<string> run, string key)
    {
        int low = 0;
        int high = run.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Utf8Order.Compare(run[middle], key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
