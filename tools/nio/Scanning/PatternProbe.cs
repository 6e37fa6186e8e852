using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace Nio.Scanning;

/// <summary>
/// Counts the places where a pattern begins, those that overlap too, and remembers the first ones. The last bytes of a
/// chunk are kept, so that a place across a border is found exactly once.
/// </summary>
internal sealed class PatternProbe : ContentProbe
{
    /// <summary>Enough to go and look.</summary>
    internal const int FirstOffsetsMax = 5;

    private readonly byte[] _pattern;

    /// <summary>The last bytes of what came before, less than the pattern; behind them room for as many.</summary>
    private readonly byte[] _border;

    private readonly List<long> _firstOffsets = [];
    private int _keptLength;
    private long _offset;
    private long _count;

    /// <param name="pattern">What is looked for; not empty.</param>
    internal PatternProbe(byte[] pattern)
    {
        Debug.Assert(pattern.Length > 0, "An empty pattern is everywhere.");
        _pattern = pattern;
        _border = new byte[2 * (pattern.Length - 1)];
    }

    internal override void Add(ReadOnlySpan<byte> bytes)
    {
        int overlap = _pattern.Length - 1;
        int taken = Math.Min(overlap, bytes.Length);
        bytes[..taken].CopyTo(_border.AsSpan(_keptLength));

        // Only places that begin in what was kept are new here: those behind are found in the chunk itself.
        Count(_border.AsSpan(0, _keptLength + taken), _offset - _keptLength, _keptLength);
        Count(bytes, _offset, bytes.Length);
        Keep(bytes, overlap, taken);
        _offset += bytes.Length;
    }

    internal override ContentAnswer Finish()
    {
        ContentAnswer answer = new(_count, [.. _firstOffsets]);
        _firstOffsets.Clear();
        _keptLength = 0;
        _offset = 0;
        _count = 0;
        return answer;
    }

    /// <summary>Counts the places that begin before an end.</summary>
    private void Count(ReadOnlySpan<byte> bytes, long offset, int end)
    {
        int start = 0;
        while (start < end)
        {
            int found = bytes[start..].IndexOf(_pattern);
            if (found < 0 || start + found >= end)
            {
                return;
            }

            start += found;
            _count++;
            if (_firstOffsets.Count < FirstOffsetsMax)
            {
                _firstOffsets.Add(offset + start);
            }

            start++;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes, int overlap, int taken)
    {
        if (bytes.Length >= overlap)
        {
            bytes[^overlap..].CopyTo(_border);
            _keptLength = overlap;
            return;
        }

        // A chunk shorter than the border: what was kept moves up.
        int length = _keptLength + taken;
        int dropped = Math.Max(length - overlap, 0);
        _border.AsSpan(dropped, length - dropped).CopyTo(_border);
        _keptLength = length - dropped;
    }
}
