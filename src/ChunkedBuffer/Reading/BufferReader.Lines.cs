using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>Lines: what ends with LF, without that and without one CR in front of it.</content>
/// <remarks>
/// Short lines are found through a mask: one bit per byte of a 64-byte window of the current chunk, set where a line
/// feed is. The mask says nothing about the position, so every other read may move in between; a line that ends in the
/// same window as the one before it costs a shift and a count of trailing zeros.
/// </remarks>
public ref partial struct BufferReader
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>A window start that no index is in the window of.</summary>
    private const int NoWindow = int.MinValue;

    /// <summary>
    /// Reads a line: up to the next LF, which is read too. One CR in front of the LF does not belong to the line; a CR
    /// anywhere else does.
    /// </summary>
    /// <param name="line">The line without its end, borrowed until the next read; or empty.</param>
    /// <returns>False when there is no LF, also when bytes of a last line are there; the position did not
    /// move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        int end = FindLineFeed();
        if (end < 0)
        {
            return TryReadLineAcross(long.MaxValue, out line) == ReadStatus.Done;
        }

        line = WithoutCarriageReturn(_span.Slice(_index, end - _index));
        _index = end + 1;
        return true;
    }

    /// <summary>Reads a line, but not a longer one than the caller accepts.</summary>
    /// <param name="lengthMax">The most bytes that the line may have without its end (LF, or CR LF).</param>
    /// <param name="line">The line without its end, borrowed until the next read; or empty.</param>
    /// <returns>
    /// <see cref="ReadStatus.Done"/>; or, with the position unmoved, <see cref="ReadStatus.TooLong"/> as soon as the
    /// bytes say that the line is longer than <paramref name="lengthMax"/>, else <see cref="ReadStatus.NeedMoreData"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public ReadStatus TryReadLine(long lengthMax, out ReadOnlySpan<byte> line)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthMax);
        int end = FindLineFeed();
        if (end < 0)
        {
            return TryReadLineAcross(lengthMax, out line);
        }

        line = WithoutCarriageReturn(_span.Slice(_index, end - _index));
        if (line.Length > lengthMax)
        {
            line = default;
            return ReadStatus.TooLong;
        }

        _index = end + 1;
        return ReadStatus.Done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> WithoutCarriageReturn(ReadOnlySpan<byte> line)
    {
        int last = line.Length - 1;
        return (uint)last < (uint)line.Length && line[last] == CarriageReturn ? line.Slice(0, last) : line;
    }

    /// <summary>Index of the next line feed in the current chunk, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindLineFeed()
    {
        // Unsigned, so that one comparison also refuses a position in front of the window and no window at all.
        uint offset = (uint)_index - (uint)_lineBase;
        if (offset < ByteMask.Width)
        {
            ulong mask = _lineMask >> (int)offset;
            if (mask != 0)
            {
                return _index + BitOperations.TrailingZeroCount(mask);
            }
        }

        return FindLineFeedFurther();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindLineFeedFurther()
    {
        ReadOnlySpan<byte> span = _span;
        uint offset = (uint)_index - (uint)_lineBase;
        int start = offset < ByteMask.Width ? _lineBase + ByteMask.Width : _index;
        while (span.Length - start >= ByteMask.Width)
        {
            ulong mask = ByteMask.Equal(span, start, LineFeed);
            if (mask != 0)
            {
                _lineMask = mask;
                _lineBase = start;
                return start + BitOperations.TrailingZeroCount(mask);
            }

            start += ByteMask.Width;
        }

        int hit = start < span.Length ? span.Slice(start).IndexOf(LineFeed) : -1;
        return hit < 0 ? -1 : start + hit;
    }

    /// <summary>The line does not end in the current chunk.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadStatus TryReadLineAcross(long lengthMax, out ReadOnlySpan<byte> line)
    {
        line = default;
        int unread = _span.Length - _index;
        if (unread == RemainingUnchanged)
        {
            return StatusOfUnendedLine(lengthMax);
        }

        long found = FindAcross(new ByteFinder(LineFeed), unread, SearchWindow(lengthMax, 2), 1);
        if (found < 0)
        {
            return StatusOfUnendedLine(lengthMax);
        }

        if (found > lengthMax && !(found == lengthMax + 1 && PeekKnown(lengthMax) == CarriageReturn))
        {
            return ReadStatus.TooLong;
        }

        line = WithoutCarriageReturn(TakeAcross(found));
        Advance(1);
        return ReadStatus.Done;
    }

    /// <summary>One byte over the limit is only acceptable as the CR of an end whose LF is still to come.</summary>
    private ReadStatus StatusOfUnendedLine(long lengthMax)
    {
        long over = Remaining - lengthMax;
        return over <= 0 || (over == 1 && PeekKnown(lengthMax) == CarriageReturn)
            ? ReadStatus.NeedMoreData
            : ReadStatus.TooLong;
    }

    private byte PeekKnown(long offset)
    {
        TryPeek(offset, out byte value);
        return value;
    }
}
