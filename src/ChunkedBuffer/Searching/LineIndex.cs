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

    /// <summary>So many windows are loaded together, and skipped with one branch when they have no match.</summary>
    private const int GroupWindows = 4;

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
            count += CountInChunk(view[index], value);
        }

        return count;
    }

    /// <summary>
    /// Adds the positions, relative to <paramref name="origin"/>, that are in the next <paramref name="lookahead"/>
    /// bytes from <paramref name="at"/> on, rounded up to whole windows.
    /// </summary>
    /// <returns>The offset behind the last byte that was looked at.</returns>
    internal static int FindSome(
        ReadOnlySpan<byte> chunk,
        int at,
        int origin,
        byte value,
        int lookahead,
        Span<ushort> positions,
        ref int count)
    {
        Debug.Assert(origin <= at, "No position is negative.");
        Debug.Assert(at - origin + lookahead <= ushort.MaxValue - ByteMask.Width, "Every position fits.");
        return FindInChunk(chunk, at, lookahead, value, positions, ref count, -origin);
    }

    /// <remarks>
    /// Optimized at once: the framework's own count is compiled ahead for old processors and would be replaced only
    /// long after a short program has ended.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long CountInChunk(ReadOnlySpan<byte> chunk, byte value)
    {
        Vector512<byte> wanted = Vector512.Create(value);
        long count = 0;
        int at = 0;
        for (; at <= chunk.Length - ByteMask.Width; at += ByteMask.Width)
        {
            count += BitOperations.PopCount(ByteMask.Equal(chunk, at, wanted));
        }

        return at == chunk.Length ? count : count + BitOperations.PopCount(ByteMask.EqualTail(chunk, at, value));
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
        int found = FindInGroups(chunk, ref at, end, value, positions, count, chunkStart);

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
    /// Goes over the groups of whole windows up to <paramref name="end"/> while the positions have room for unasked
    /// writes. The hot loop.
    /// </summary>
    /// <remarks>
    /// Optimized at once, without a profile and never inlined: a profile of short lines moves the branches so that long
    /// ones take longer, and a caller whose budget for inlining is used up would call for every window.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int FindInGroups<TPosition>(
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
        TPosition start = TPosition.CreateTruncating(chunkStart + at);
        ref TPosition first = ref MemoryMarshal.GetReference(positions);
        int window = at;
        int lastGroup = end - ((GroupWindows - 1) * ByteMask.Width);
        while (window <= lastGroup && found <= positions.Length - (GroupWindows * Unasked))
        {
            ulong mask0 = ByteMask.Equal(chunk, window, wanted);
            ulong mask1 = ByteMask.Equal(chunk, window + ByteMask.Width, wanted);
            ulong mask2 = ByteMask.Equal(chunk, window + (2 * ByteMask.Width), wanted);
            ulong mask3 = ByteMask.Equal(chunk, window + (3 * ByteMask.Width), wanted);
            if ((mask0 | mask1 | mask2 | mask3) == 0)
            {
                window += GroupWindows * ByteMask.Width;
                start += TPosition.CreateTruncating(GroupWindows * ByteMask.Width);
                continue;
            }

            ulong rest = WriteLowest(mask0, start, ref Unsafe.Add(ref first, found), ref found);
            if (rest == 0)
            {
                window += ByteMask.Width;
                start += width;
                rest = WriteLowest(mask1, start, ref Unsafe.Add(ref first, found), ref found);
            }

            if (rest == 0)
            {
                window += ByteMask.Width;
                start += width;
                rest = WriteLowest(mask2, start, ref Unsafe.Add(ref first, found), ref found);
            }

            if (rest == 0)
            {
                window += ByteMask.Width;
                start += width;
                rest = WriteLowest(mask3, start, ref Unsafe.Add(ref first, found), ref found);
            }

            found = rest == 0 ? found : WriteRest(rest, start, positions, found);
            window += ByteMask.Width;
            start += width;
        }

        at = window;
        return found;
    }

    /// <summary>
    /// Writes the lowest matches of a mask, or what looks like them, and adds their number; returns those left.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WriteLowest<TPosition>(ulong mask, TPosition start, ref TPosition target, ref int found)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        target = start + TPosition.CreateTruncating(BitOperations.TrailingZeroCount(mask));
        ulong second = mask & (mask - 1);
        Unsafe.Add(ref target, 1) = start + TPosition.CreateTruncating(BitOperations.TrailingZeroCount(second));
        ulong rest = second & (second - 1);
        found += rest == 0 ? BitOperations.PopCount(mask) : Unasked;
        return rest;
    }

    /// <summary>Writes the matches of one window while there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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
