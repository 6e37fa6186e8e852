using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ChunkedBuffers;

/// <summary>
/// A resumable search for one byte value in one chunk. It looks ahead and keeps the positions that it found, so the
/// next short line costs one load, and no byte is looked at twice, also when the chunk grows at its end.
/// </summary>
/// <remarks>
/// <para>Why positions and not the mask of the current 64 bytes: whether that mask has a match left is a coin toss for
/// lines of about that length, and the mispredicted branch costs more than the whole search. Positions of many windows
/// are written without a branch.</para>
/// <para>A search stops at the first window with a match, so that a header line in front of a long body does not pay
/// for searching the body, and long lines do not pay at all; after short lines it looks further ahead, twice as far
/// each time. Every call must pass the same value and a chunk that starts at the same byte, unless
/// <see cref="Rebase"/> or <see cref="Reset"/> said otherwise. <c>default</c> starts at the front of a chunk.</para>
/// </remarks>
internal struct MatchCursor
{
    /// <summary>
    /// How far it looks after the first short line: little time when that is in vain, a dozen lines when it is not.
    /// </summary>
    private const int LookaheadMin = 16 * ByteMask.Width;

    /// <summary>Long enough that the branch at its end is rare; as many 32-byte lines as there are positions.</summary>
    private const int LookaheadMax = MatchPositions.Capacity * 32;

    /// <summary>For lines longer than this in bytes, looking ahead costs more than it saves.</summary>
    private const int LongLine = 192;

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

    /// <remarks>Optimized at once, as the loops of <see cref="LineIndex"/> are.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private int Refill(ReadOnlySpan<byte> chunk, byte value)
    {
        int from = _scanned;
        Debug.Assert(from >= 0 && from <= chunk.Length, "The chunk shrank or moved without a word.");
        Debug.Assert(MatchPositions.Capacity >= ByteMask.Width, "The matches of one window fit.");
        _next = 0;
        _count = 0;
        Vector512<byte> wanted = Vector512.Create(value);
        int lastWindow = chunk.Length - ByteMask.Width;
        int window = from;
        ulong mask = 0;
        while (window <= lastWindow)
        {
            mask = ByteMask.Equal(chunk, window, wanted);
            if (mask != 0)
            {
                break;
            }

            window += ByteMask.Width;
        }

        int scanned = window + ByteMask.Width;
        if (mask == 0)
        {
            mask = window < chunk.Length ? ByteMask.EqualTail(chunk, window, value) : 0;
            scanned = chunk.Length;
            if (mask == 0)
            {
                _scanned = scanned;
                return -1;
            }

            // The last window overlaps what was looked at already; in a short chunk it begins in front of it.
            window = lastWindow;
        }

        _base = window;
        for (; mask != 0; mask &= mask - 1)
        {
            _positions[_count++] = (ushort)BitOperations.TrailingZeroCount(mask);
        }

        if (_lookahead > 0 && scanned < chunk.Length)
        {
            scanned = LineIndex.FindSome(chunk, scanned, window, value, _lookahead, _positions, ref _count);
        }

        bool isPaying = _count * LongLine >= scanned - from;
        _lookahead = isPaying ? Math.Clamp(_lookahead * 2, LookaheadMin, LookaheadMax) : 0;
        _scanned = scanned;
        _next = 1;
        return window + _positions[0];
    }
}
