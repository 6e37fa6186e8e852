using System;

namespace ChunkedBuffers;

/// <summary>Exact search over chunks.</summary>
internal static class ChunkSearch
{
    internal static long IndexOf(in ChunkView view, byte value, long start, long end) =>
        IndexOf(view, new ReadOnlySpan<byte>(in value), start, end);

    /// <summary>Finds the first match that lies wholly in [start, end).</summary>
    internal static long IndexOf(in ChunkView view, ReadOnlySpan<byte> needle, long start, long end)
    {
        if (needle.IsEmpty)
        {
            return start <= end ? start : -1;
        }

        if (start >= end)
        {
            return -1;
        }

        int index = view.Seek(start, out int offset);
        for (long at = start; index < view.Count && at < end; index++, offset = 0)
        {
            ReadOnlySpan<byte> chunk = view[index];
            while (offset < chunk.Length)
            {
                int found = chunk[offset..].IndexOf(needle[0]);
                if (found < 0)
                {
                    break;
                }

                offset += found;
                at = view.OffsetOf(index) + offset;
                if (at + needle.Length > end)
                {
                    return -1;
                }

                if (IsMatch(view, index, offset, needle))
                {
                    return at;
                }

                offset++;
            }
        }

        return -1;
    }

    private static bool IsMatch(in ChunkView view, int index, int offset, ReadOnlySpan<byte> needle)
    {
        while (true)
        {
            ReadOnlySpan<byte> part = view[index++][offset..];
            if (part.Length >= needle.Length)
            {
                return part.StartsWith(needle);
            }

            if (!needle.StartsWith(part) || index == view.Count)
            {
                return false;
            }

            needle = needle[part.Length..];
            offset = 0;
        }
    }
}
