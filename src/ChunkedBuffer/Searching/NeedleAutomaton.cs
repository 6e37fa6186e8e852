using System;
using System.Buffers;
using System.Diagnostics;

namespace ChunkedBuffers;

/// <summary>
/// The search of Knuth, Morris and Pratt ("Fast Pattern Matching in Strings", 1977): reads every byte once, never goes
/// back, and so does not care where chunks begin. It is for stretches on which looking ahead does not pay.
/// </summary>
/// <remarks>
/// It goes over one stretch and tells where to go on, so that one bad stretch does not slow down a long content behind
/// it. The stretch is at least four needles long, so what is read twice at its end stays a fraction.
/// </remarks>
internal static class NeedleAutomaton
{
    /// <summary>The table for needles up to this length is on the stack: 1 KiB.</summary>
    private const int StackTableLengthMax = 256;

    private const int StretchMin = 16 * 1024;

    /// <summary>Searches forward from <paramref name="from"/>.</summary>
    /// <returns>The position of the first match, or -1; then <paramref name="resume"/> is where to go on.</returns>
    internal static long IndexOf(in ChunkView view, ReadOnlySpan<byte> needle, long from, long end, out long resume)
    {
        int[]? rented = needle.Length > StackTableLengthMax ? ArrayPool<int>.Shared.Rent(needle.Length) : null;
        try
        {
            Span<int> borders = rented is null ? stackalloc int[StackTableLengthMax] : rented;
            borders = borders[..needle.Length];
            WriteBorders(needle, borders);
            return Run(view, needle, borders, from, Math.Min(end, from + Stretch(needle)), out resume);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<int>.Shared.Return(rented);
            }
        }
    }

    /// <summary>
    /// Searches backward from <paramref name="end"/>, the offset behind the last byte, down to a start.
    /// </summary>
    /// <returns>
    /// The position of the last match, or -1; then <paramref name="resume"/> is the end to go on from.
    /// </returns>
    internal static long LastIndexOf(
        in ChunkView view, ReadOnlySpan<byte> needle, long start, long end, out long resume)
    {
        int[]? rented = needle.Length > StackTableLengthMax ? ArrayPool<int>.Shared.Rent(needle.Length) : null;
        try
        {
            Span<int> borders = rented is null ? stackalloc int[StackTableLengthMax] : rented;
            borders = borders[..needle.Length];
            WriteBordersBackward(needle, borders);
            return RunBackward(view, needle, borders, Math.Max(start, end - Stretch(needle)), end, out resume);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<int>.Shared.Return(rented);
            }
        }
    }

    private static long Stretch(ReadOnlySpan<byte> needle) => Math.Max(StretchMin, 4L * needle.Length);

    /// <summary>For each prefix, the length of the longest proper prefix that is also its end.</summary>
    private static void WriteBorders(ReadOnlySpan<byte> needle, Span<int> borders)
    {
        borders[0] = 0;
        int matched = 0;
        for (int index = 1; index < needle.Length; index++)
        {
            while (matched > 0 && needle[matched] != needle[index])
            {
                matched = borders[matched - 1];
            }

            matched += needle[matched] == needle[index] ? 1 : 0;
            borders[index] = matched;
        }
    }

    private static void WriteBordersBackward(ReadOnlySpan<byte> needle, Span<int> borders)
    {
        borders[0] = 0;
        int matched = 0;
        for (int index = 1; index < needle.Length; index++)
        {
            while (matched > 0 && needle[^(matched + 1)] != needle[^(index + 1)])
            {
                matched = borders[matched - 1];
            }

            matched += needle[^(matched + 1)] == needle[^(index + 1)] ? 1 : 0;
            borders[index] = matched;
        }
    }

    private static long Run(
        in ChunkView view, ReadOnlySpan<byte> needle, ReadOnlySpan<int> borders, long from, long to, out long resume)
    {
        Debug.Assert(from < to, "There is something to search.");
        int matched = 0;
        long position = from;
        int index = view.Seek(from, out int offset);
        for (; position < to; index++)
        {
            ReadOnlySpan<byte> chunk = view[index][offset..];
            offset = 0;
            chunk = chunk.Length > to - position ? chunk[..(int)(to - position)] : chunk;
            for (int at = 0; at < chunk.Length; at++)
            {
                byte value = chunk[at];
                while (matched > 0 && needle[matched] != value)
                {
                    matched = borders[matched - 1];
                }

                matched += needle[matched] == value ? 1 : 0;
                if (matched == needle.Length)
                {
                    resume = position + at + 1;
                    return resume - needle.Length;
                }
            }

            position += chunk.Length;
        }

        resume = to - matched;
        return -1;
    }

    private static long RunBackward(
        in ChunkView view, ReadOnlySpan<byte> needle, ReadOnlySpan<int> borders, long start, long end, out long resume)
    {
        Debug.Assert(start < end, "There is something to search.");
        int matched = 0;
        long position = end;
        int index = view.Seek(end, out int offset);
        for (; position > start; index--)
        {
            ReadOnlySpan<byte> chunk = view[index];
            chunk = chunk[..Math.Min(offset, chunk.Length)];
            offset = int.MaxValue;
            chunk = chunk.Length > position - start ? chunk[^(int)(position - start)..] : chunk;
            for (int at = chunk.Length - 1; at >= 0; at--)
            {
                byte value = chunk[at];
                while (matched > 0 && needle[^(matched + 1)] != value)
                {
                    matched = borders[matched - 1];
                }

                matched += needle[^(matched + 1)] == value ? 1 : 0;
                if (matched == needle.Length)
                {
                    resume = position - chunk.Length + at;
                    return resume;
                }
            }

            position -= chunk.Length;
        }

        resume = start + matched;
        return -1;
    }
}
