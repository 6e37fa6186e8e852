using System;

namespace ChunkedBuffers.Tests.Searching;

/// <summary>What searching means, said as simply as possible: for comparison, not for speed.</summary>
internal static class SearchModel
{
    internal static long IndexOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> needle, long start, long end)
    {
        end = end == -1 ? content.Length : Math.Min(end, content.Length);
        for (long at = start; at + needle.Length <= end; at++)
        {
            if (content.Slice((int)at, needle.Length).SequenceEqual(needle))
            {
                return at;
            }
        }

        return -1;
    }

    internal static long LastIndexOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> needle, long start, long end)
    {
        end = end == -1 ? content.Length : Math.Min(end, content.Length);
        for (long at = end - needle.Length; at >= start; at--)
        {
            if (content.Slice((int)at, needle.Length).SequenceEqual(needle))
            {
                return at;
            }
        }

        return -1;
    }
}
