using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>The bulk index: writes down every position of a byte value, or counts them.</summary>
internal static class LineIndex
{
    /// <summary>
    /// So many positions are written per window without asking how many there are; the next window overwrites what was
    /// too much. A window with more is rare, so the branch for it is predicted.
    /// </summary>
    private const int Unasked = 4;

    /// <summary>
    /// Writes the offsets, relative to the view, of every <paramref name="value"/> from <paramref name="start"/> on, in
    /// ascending order, until the positions are full or the view ends.
    /// </summary>
    /// <typeparam name="TPosition"><see cref="int"/> or <see cref="long"/>.</typeparam>
    /// <returns>How many positions were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is negative.</exception>
    /// <exception cref="OverflowException">An offset of the view does not fit the positions' type.</exception>
    internal static int FindAll<TPosition>(in ChunkView view, byte value, Span<TPosition> positions, long start)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        if (start >= view.Length || positions.IsEmpty)
        {
            return 0;
        }

        // Checked once here, so that no position has to be checked below.
        _ = TPosition.CreateChecked(view.Length - 1);
        int count = 0;
        int index = view.Seek(start, out int offset);
        long chunkStart = start - offset;
        for (; index < view.Count && count < positions.Length; index++)
        {
            ReadOnlySpan<byte> chunk = view[index];
            _ = FindInChunk(chunk, offset, int.MaxValue, value, positions, ref count, chunkStart);
            chunkStart += chunk.Length;
            offset = 0;
        }

        return count;
    }

    /// <summary>Counts a value in the whole view.</summary>
    internal static long Count(in ChunkView view, byte value)
    {
        long count = 0;
        for (int index = 0; index < view.Count; index++)
        {
            count += view[index].Count(value);
        }

        return count;
    }

    /// <summary>
    /// Adds the positions, relative to <paramref name="at"/>, that are in the next <paramref name="lookahead"/> bytes,
    /// rounded up to whole windows.
    /// </summary>
    /// <returns>The offset behind the last byte that was looked at.</returns>
    internal static int FindSome(
        ReadOnlySpan<byte> chunk, int at, byte value, int lookahead, Span<ushort> positions, ref int count)
    {
        Debug.Assert(lookahead <= ushort.MaxValue - ByteMask.Width, "Every position fits.");
        return FindInChunk(chunk, at, lookahead, value, positions, ref count, -at);
    }

    private static int FindInChunk<TPosition>(
        ReadOnlySpan<byte> chunk,
        int at,
        int lookahead,
        byte value,
        Span<TPosition> positions,
        ref int count,
        long chunkStart)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        int found = count;
        int end = (int)Math.Min(chunk.Length - ByteMask.Width, (long)at + lookahead - 1);
        while (at <= end && positions.Length - found >= Unasked)
        {
            ulong mask = ByteMask.Equal(chunk, at, value);
            long windowStart = chunkStart + at;
            ulong rest = WriteLowest(mask, windowStart, positions.Slice(found, Unasked));
            if (rest == 0)
            {
                found += BitOperations.PopCount(mask);
            }
            else
            {
                found = WriteRest(rest, windowStart, positions, found + Unasked);
            }

            at += ByteMask.Width;
        }

        // The end of the chunk and the last room of the positions do without unasked writes.
        while (at <= end && found < positions.Length)
        {
            found = WriteRest(ByteMask.Equal(chunk, at, value), chunkStart + at, positions, found);
            at += ByteMask.Width;
        }

        if (at > chunk.Length - ByteMask.Width && at < chunk.Length && found < positions.Length)
        {
            ulong mask = ByteMask.EqualTail(chunk, at, value);
            at = chunk.Length;
            found = WriteRest(mask, chunkStart + at - ByteMask.Width, positions, found);
        }

        // Full positions may have left matches of the last window behind: the search goes on behind the last one.
        count = found;
        return found < positions.Length ? at : (int)(long.CreateTruncating(positions[^1]) - chunkStart) + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WriteLowest<TPosition>(ulong mask, long windowStart, Span<TPosition> four)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        four[0] = TPosition.CreateTruncating(windowStart + BitOperations.TrailingZeroCount(mask));
        mask &= mask - 1;
        four[1] = TPosition.CreateTruncating(windowStart + BitOperations.TrailingZeroCount(mask));
        mask &= mask - 1;
        four[2] = TPosition.CreateTruncating(windowStart + BitOperations.TrailingZeroCount(mask));
        mask &= mask - 1;
        four[3] = TPosition.CreateTruncating(windowStart + BitOperations.TrailingZeroCount(mask));
        return mask & (mask - 1);
    }

    /// <summary>Writes the matches of one window while there is room.</summary>
    private static int WriteRest<TPosition>(ulong mask, long windowStart, Span<TPosition> positions, int count)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        while (mask != 0 && (uint)count < (uint)positions.Length)
        {
            positions[count++] = TPosition.CreateTruncating(windowStart + BitOperations.TrailingZeroCount(mask));
            mask &= mask - 1;
        }

        return count;
    }
}
