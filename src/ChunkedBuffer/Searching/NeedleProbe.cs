using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ChunkedBuffers;

/// <summary>
/// Two bytes of a needle, at most three apart, that are looked for together; where both are, the rest is compared.
/// </summary>
/// <remarks>
/// <para>Looking for two bytes at once is the generic SIMD search of Wojciech Muła ("SIMD-friendly algorithms for
/// substring searching", 2016). His bytes are the first and the last. Ones that are close together leave only three
/// positions per chunk that need a look over the border, however long the needle is; and the rarest pair of the needle
/// leaves few places to compare.</para>
/// <para>Not adjacent where the needle allows it: neighbours depend on each other (every line of a header has CR LF),
/// bytes at a distance of three do less.</para>
/// <para>The loops are optimized at once and never inlined: a caller whose budget for inlining is used up would call
/// for every window of 64 bytes.</para>
/// </remarks>
internal readonly struct NeedleProbe
{
    private const int DistanceMax = 3;

    /// <summary>So much of the needle is looked at for a rare pair: a longer look costs more than it saves.</summary>
    private const int ConsideredMax = 64;

    /// <summary>Equal bytes often stand in runs (blanks, zeros), so a pair of them counts as more common.</summary>
    private const int EqualPairPenalty = 128;

    private NeedleProbe(ReadOnlySpan<byte> needle, int offset, int distance)
    {
        Offset = offset;
        Distance = distance;
        First = needle[offset];
        Second = needle[offset + distance];
    }

    /// <summary>Gets the offset of the first byte of the pair in the needle.</summary>
    internal int Offset { get; }

    /// <summary>Gets how far behind the first byte the second one is.</summary>
    internal int Distance { get; }

    internal byte First { get; }

    internal byte Second { get; }

    /// <summary>Chooses the pair for a needle of two bytes or more.</summary>
    internal static NeedleProbe Create(ReadOnlySpan<byte> needle)
    {
        Debug.Assert(needle.Length >= 2, "One byte needs no pair.");
        int distance = Math.Min(needle.Length - 1, DistanceMax);
        int considered = Math.Min(needle.Length, ConsideredMax) - distance;
        int best = 0;
        int bestScore = int.MaxValue;
        for (int offset = 0; considered > 1 && offset < considered; offset++)
        {
            byte first = needle[offset];
            byte second = needle[offset + distance];
            int score = ByteCommonness.Of(first) + ByteCommonness.Of(second) + (first == second ? EqualPairPenalty : 0);
            if (score < bestScore)
            {
                best = offset;
                bestScore = score;
            }
        }

        return new NeedleProbe(needle, best, distance);
    }

    /// <summary>
    /// Finds the first position in [<paramref name="from"/>, <paramref name="to"/>) with both bytes; the second of them
    /// must lie inside the chunk for every position.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal int IndexOf(ReadOnlySpan<byte> chunk, int from, int to)
    {
        Debug.Assert(from >= 0 && from <= to, "The range is in order.");
        Debug.Assert(to <= chunk.Length - Distance, "Both bytes are inside the chunk.");
        Vector512<byte> first = Vector512.Create(First);
        Vector512<byte> second = Vector512.Create(Second);
        int at = from;
        for (; at <= to - (2 * ByteMask.Width); at += 2 * ByteMask.Width)
        {
            ulong near = Pairs(chunk, at, first, second);
            ulong far = Pairs(chunk, at + ByteMask.Width, first, second);
            if ((near | far) != 0)
            {
                return near != 0
                    ? at + BitOperations.TrailingZeroCount(near)
                    : at + ByteMask.Width + BitOperations.TrailingZeroCount(far);
            }
        }

        if (at <= to - ByteMask.Width)
        {
            ulong pairs = Pairs(chunk, at, first, second);
            if (pairs != 0)
            {
                return at + BitOperations.TrailingZeroCount(pairs);
            }

            at += ByteMask.Width;
        }

        if (at < to && to >= ByteMask.Width)
        {
            // The last window overlaps what was looked at already.
            int window = to - ByteMask.Width;
            ulong pairs = Pairs(chunk, window, first, second) & (ulong.MaxValue << (at - window));
            return pairs == 0 ? -1 : window + BitOperations.TrailingZeroCount(pairs);
        }

        return IndexOfOneByOne(chunk, at, to);
    }

    /// <summary>Finds the last position in [<paramref name="from"/>, <paramref name="to"/>) with both bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal int LastIndexOf(ReadOnlySpan<byte> chunk, int from, int to)
    {
        Debug.Assert(from >= 0 && from <= to, "The range is in order.");
        Debug.Assert(to <= chunk.Length - Distance, "Both bytes are inside the chunk.");
        Vector512<byte> first = Vector512.Create(First);
        Vector512<byte> second = Vector512.Create(Second);
        int end = to;
        for (; end - from >= ByteMask.Width; end -= ByteMask.Width)
        {
            ulong pairs = Pairs(chunk, end - ByteMask.Width, first, second);
            if (pairs != 0)
            {
                return end - 1 - BitOperations.LeadingZeroCount(pairs);
            }
        }

        while (end > from)
        {
            int found = chunk[from..end].LastIndexOf(First);
            if (found < 0)
            {
                return -1;
            }

            end = from + found;
            if (chunk[end + Distance] == Second)
            {
                return end;
            }
        }

        return -1;
    }

    /// <summary>For fewer positions than a window has.</summary>
    private int IndexOfOneByOne(ReadOnlySpan<byte> chunk, int from, int to)
    {
        for (int at = from; at < to; at++)
        {
            int found = chunk[at..to].IndexOf(First);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (chunk[at + Distance] == Second)
            {
                return at;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Pairs(ReadOnlySpan<byte> chunk, int at, Vector512<byte> first, Vector512<byte> second) =>
        ByteMask.Equal(chunk, at, first) & ByteMask.Equal(chunk, at + Distance, second);
}
