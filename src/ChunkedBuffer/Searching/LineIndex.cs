using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ChunkedBuffers;

/// <summary>The bulk index: writes down every position of a byte value, or counts them.</summary>
internal static class LineIndex
{
    /// <summary>
    /// So many positions are written per window without asking how many there are; the next window overwrites what was
    /// too much. A window with more is rare, so the branch for it is predicted.
    /// </summary>
    private const int Unasked = 2;

    /// <summary>After so many bytes without a match the gap is long, and the framework's search is faster.</summary>
    private const int GapLength = 6 * ByteMask.Width;

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
        int end = (int)Math.Min(chunk.Length - ByteMask.Width, (long)at + lookahead - 1);
        int found = FindInWindows(chunk, ref at, end, value, positions, count, chunkStart);
        while (at <= end && found <= positions.Length - Unasked)
        {
            int gap = chunk[at..].IndexOf(value);
            at = gap < 0 ? chunk.Length : at + gap;
            found = FindInWindows(chunk, ref at, end, value, positions, found, chunkStart);
        }

        // The end of the chunk and the last room of the positions do without unasked writes.
        while (at <= end && found < positions.Length)
        {
            found = WriteRest(
                ByteMask.Equal(chunk, at, value), TPosition.CreateTruncating(chunkStart + at), positions, found);
            at += ByteMask.Width;
        }

        if (at > chunk.Length - ByteMask.Width && at < chunk.Length && found < positions.Length)
        {
            ulong mask = ByteMask.EqualTail(chunk, at, value);
            at = chunk.Length;
            TPosition windowStart = TPosition.CreateTruncating(chunkStart + at - ByteMask.Width);
            found = WriteRest(mask, windowStart, positions, found);
        }

        // Full positions may have left matches of the last window behind: the search goes on behind the last one.
        count = found;
        return found < positions.Length ? at : (int)(long.CreateTruncating(positions[^1]) - chunkStart) + 1;
    }

    /// <summary>
    /// Goes over the whole windows up to <paramref name="end"/> until the positions lack room for unasked writes or a
    /// long gap begins. The hot loop, with nothing in it that would push the vector out of its register: 1.4 ns a
    /// window on Zen 4, 5 cycles; another write, or a branch for windows without a match, costs one to two cycles more.
    /// </summary>
    private static int FindInWindows<TPosition>(
        ReadOnlySpan<byte> chunk,
        ref int at,
        int end,
        byte value,
        Span<TPosition> positions,
        int found,
        long chunkStart)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        Vector512<byte> wanted = Vector512.Create(value);
        TPosition width = TPosition.CreateTruncating(ByteMask.Width);
        TPosition windowStart = TPosition.CreateTruncating(chunkStart + at);
        int window = at;
        int room = positions.Length - Unasked;
        int gapEnd = window + GapLength;
        int foundBeforeGap = found;
        while (window <= end && found <= room)
        {
            Debug.Assert(found >= 0 && found + Unasked <= positions.Length, "Unasked writes stay inside.");
            ulong mask = ByteMask.Equal(chunk, window, wanted);
            ref TPosition target = ref Unsafe.Add(ref MemoryMarshal.GetReference(positions), found);
            ulong rest = WriteLowest(mask, windowStart, ref target);
            found = rest == 0
                ? found + BitOperations.PopCount(mask)
                : WriteRest(rest, windowStart, positions, found + Unasked);
            window += ByteMask.Width;
            windowStart += width;
            if (window >= gapEnd)
            {
                if (found == foundBeforeGap)
                {
                    break;
                }

                foundBeforeGap = found;
                gapEnd = window + GapLength;
            }
        }

        at = window;
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WriteLowest<TPosition>(ulong mask, TPosition windowStart, ref TPosition target)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        target = windowStart + TPosition.CreateTruncating(BitOperations.TrailingZeroCount(mask));
        mask &= mask - 1;
        Unsafe.Add(ref target, 1) = windowStart + TPosition.CreateTruncating(BitOperations.TrailingZeroCount(mask));
        return mask & (mask - 1);
    }

    /// <summary>Writes the matches of one window while there is room.</summary>
    private static int WriteRest<TPosition>(ulong mask, TPosition windowStart, Span<TPosition> positions, int count)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        while (mask != 0 && (uint)count < (uint)positions.Length)
        {
            positions[count++] = windowStart + TPosition.CreateTruncating(BitOperations.TrailingZeroCount(mask));
            mask &= mask - 1;
        }

        return count;
    }
}
