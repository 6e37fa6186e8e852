using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <summary>Finds what is left of a view without certain bytes at its ends.</summary>
internal static class ChunkTrim
{
    /// <summary>ASCII whitespace, as bytearray means it: space, tab, LF, CR, vertical tab and form feed.</summary>
    internal static readonly SearchValues<byte> Whitespace = SearchValues.Create(" \t\n\r\v\f"u8);

    /// <summary>Leaves out every byte of <paramref name="trimmed"/> at the chosen ends.</summary>
    internal static SliceRange Trim(in ChunkView view, ReadOnlySpan<byte> trimmed, bool atStart, bool atEnd)
    {
        long start = atStart ? IndexOfAnyExcept(view, trimmed) : 0;
        if (start < 0 || view.Length == 0)
        {
            return new SliceRange(view.Length, 0);
        }

        long end = atEnd ? LastIndexOfAnyExcept(view, trimmed) + 1 : view.Length;
        return new SliceRange(start, Math.Max(0, end - start));
    }

    /// <summary>Leaves out ASCII whitespace at the chosen ends.</summary>
    internal static SliceRange Trim(in ChunkView view, bool atStart, bool atEnd) =>
        Trim(view, " \t\n\r\v\f"u8, atStart, atEnd);

    /// <summary>Finds the first byte from an offset on that is none of the values; -1 when there is none.</summary>
    internal static long IndexOfAnyExcept(in ChunkView view, SearchValues<byte> values, long start)
    {
        if (start >= view.Length)
        {
            return -1;
        }

        long position = start;
        int index = view.Seek(start, out int offset);
        for (; index < view.Count; index++)
        {
            ReadOnlySpan<byte> chunk = view[index][offset..];
            int found = chunk.IndexOfAnyExcept(values);
            if (found >= 0)
            {
                return position + found;
            }

            position += chunk.Length;
            offset = 0;
        }

        return -1;
    }

    private static long IndexOfAnyExcept(in ChunkView view, ReadOnlySpan<byte> values)
    {
        long position = 0;
        for (int index = 0; index < view.Count; index++)
        {
            int found = view[index].IndexOfAnyExcept(values);
            if (found >= 0)
            {
                return position + found;
            }

            position += view[index].Length;
        }

        return -1;
    }

    private static long LastIndexOfAnyExcept(in ChunkView view, ReadOnlySpan<byte> values)
    {
        long position = view.Length;
        for (int index = view.Count - 1; index >= 0; index--)
        {
            position -= view[index].Length;
            int found = view[index].LastIndexOfAnyExcept(values);
            if (found >= 0)
            {
                return position + found;
            }
        }

        return -1;
    }
}
