using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// A resumable search for one byte value in one chunk. It looks ahead and keeps the positions that it found, so the
/// next short line costs one load, and no byte is looked at twice, also when the chunk grows at its end.
/// </summary>
/// <remarks>
/// <para>Why positions and not the mask of the current 64 bytes: whether that mask has a match left is a coin toss for
/// lines of about that length, and the mispredicted branch costs more than the whole search. Positions of many windows
/// are written without a branch.</para>
/// <para>The look-ahead starts small and doubles while it finds short lines, so that a header line in front of a long
/// body does not pay for searching the body. Every call must pass the same value and a chunk that starts at the same
/// byte, unless <see cref="Rebase"/> or <see cref="Reset"/> said otherwise. <c>default</c> starts at the front of a
/// chunk.</para>
/// </remarks>
internal struct MatchCursor
{
    /// <summary>Two windows: about the length of one line, or of a short header.</summary>
    private const int LookaheadMin = 2 * ByteMask.Width;

    /// <summary>Long enough that the branch at its end is rare; as many 32-byte lines as there are positions.</summary>
    private const int LookaheadMax = MatchPositions.Capacity * 32;

    /// <summary>For lines longer than this in bytes, looking ahead costs more than it saves.</summary>
    private const int LongLine = 256;

    private MatchPositions _positions;
    private int _next;
    private int _count;
    private int _base;
    private int _scanned;
    private int _lookahead;

    /// <summary>Starts at <paramref name="start"/>, an offset in the chunk.</summary>
    internal MatchCursor(int start) => _scanned = start;

    /// <summary>Gets the offset in the chunk behind the last byte that was looked at.</summary>
    internal readonly int Scanned => _scanned;

    /// <summary>Finds the next match; false when there is none up to the chunk's present end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(ReadOnlySpan<byte> chunk, byte value, out int index)
    {
        index = Next(chunk, value);
        return index >= 0;
    }

    /// <summary>
    /// Finds the next match; -1 when there is none up to the chunk's present end. The result comes in a register: an
    /// out argument of the slow path would keep it in memory on the fast one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Next(ReadOnlySpan<byte> chunk, byte value)
    {
        int next = _next;
        if (next >= _count)
        {
            return Refill(chunk, value);
        }

        _next = next + 1;
        return _base + _positions[next];
    }

    /// <summary>Gives the next match if it was looked ahead to; needs no chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNextKnown(out int index)
    {
        int next = _next;
        if (next < _count)
        {
            index = _base + _positions[next];
            _next = next + 1;
            return true;
        }

        index = -1;
        return false;
    }

    /// <summary>Makes the match that was found last the next one again.</summary>
    internal void PutBack()
    {
        Debug.Assert(_next > 0, "A match was found since the last refill.");
        _next--;
    }

    /// <summary>
    /// Forgets all positions and starts over at an offset, for another chunk or value. How far to look ahead is kept:
    /// the next chunk is mostly like the last one.
    /// </summary>
    internal void Reset(int start = 0)
    {
        if (_next < _count)
        {
            // What was looked ahead to was not wanted: be careful again.
            _lookahead = 0;
        }

        _next = 0;
        _count = 0;
        _scanned = start;
    }

    /// <summary>
    /// Says that the chunk now starts <paramref name="count"/> bytes later. Matches in front of the new start must have
    /// been asked for; <see cref="Reset"/> otherwise.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Rebase(int count)
    {
        _base -= count;
        _scanned -= count;
        Debug.Assert(_next >= _count || _base + _positions[_next] >= 0, "A match in front of the chunk is pending.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Refill(ReadOnlySpan<byte> chunk, byte value)
    {
        int at = _scanned;
        Debug.Assert(at >= 0 && at <= chunk.Length, "The chunk shrank or moved without a word.");
        int lookahead = Math.Max(_lookahead, LookaheadMin);
        _next = 0;
        _count = 0;
        int scanned = LineIndex.FindSome(chunk, at, value, lookahead, _positions, ref _count);
        if (_count == 0)
        {
            // The gap is longer than the look-ahead: the framework's search goes over it.
            int gap = chunk[scanned..].IndexOf(value);
            if (gap < 0)
            {
                _scanned = chunk.Length;
                return -1;
            }

            at = scanned + gap;
            scanned = LineIndex.FindSome(chunk, at, value, LookaheadMin, _positions, ref _count);
        }

        bool isPaying = _count * LongLine >= scanned - at;
        _lookahead = isPaying ? Math.Min(lookahead * 2, LookaheadMax) : LookaheadMin;
        _base = at;
        _scanned = scanned;
        _next = 1;
        return at + _positions[0];
    }
}
