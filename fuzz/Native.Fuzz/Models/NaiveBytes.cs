using System;
using System.Collections.Generic;

namespace Native.Fuzz.Models;

/// <summary>
/// Searching as one would write it for a contiguous array when speed does not matter. The rules of start and end are
/// those of Python's bytearray: a match lies wholly inside, and an empty needle is found wherever there is room for it.
/// </summary>
internal static class NaiveBytes
{
    // Above it the framework's search of one span is the model: the loops are quadratic.
    private const int NaiveLengthMax = 4096;

    /// <summary>First match of the needle inside [start, end), or -1; end -1 is the length.</summary>
    public static long IndexOf(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> needle, long start, long end)
    {
        long limit = Limit(bytes, end);
        if (bytes.Length > NaiveLengthMax && start <= limit)
        {
            int found = bytes[(int)start..(int)limit].IndexOf(needle);
            return found < 0 ? -1 : start + found;
        }

        for (long at = start; at + needle.Length <= limit; at++)
        {
            if (IsAt(bytes, needle, at))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Last match of the needle inside [start, end), or -1; end -1 is the length.</summary>
    public static long LastIndexOf(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> needle, long start, long end)
    {
        long limit = Limit(bytes, end);
        if (bytes.Length > NaiveLengthMax && start <= limit)
        {
            int found = bytes[(int)start..(int)limit].LastIndexOf(needle);
            return found < 0 ? -1 : start + found;
        }

        for (long at = limit - needle.Length; at >= start; at--)
        {
            if (IsAt(bytes, needle, at))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>First byte of the set inside [start, end), or -1.</summary>
    public static long IndexOfAny(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> set, long start, long end)
    {
        long limit = Limit(bytes, end);
        for (long at = start; at < limit; at++)
        {
            if (IsIn(set, bytes[(int)at]))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Last byte of the set inside [start, end), or -1.</summary>
    public static long LastIndexOfAny(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> set, long start, long end)
    {
        for (long at = Limit(bytes, end) - 1; at >= start; at--)
        {
            if (IsIn(set, bytes[(int)at]))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Every position of the byte from start on.</summary>
    public static List<long> FindAll(ReadOnlySpan<byte> bytes, byte value, long start)
    {
        var positions = new List<long>();
        for (long at = start; at < bytes.Length; at++)
        {
            if (bytes[(int)at] == value)
            {
                positions.Add(at);
            }
        }

        return positions;
    }

    /// <summary>The parts between separators; with a limit, the last part keeps the separators that are left.</summary>
    public static List<byte[]> Split(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> separator, int splitsMax)
    {
        var parts = new List<byte[]>();
        long from = 0;
        while (splitsMax < 0 || parts.Count < splitsMax)
        {
            long at = IndexOf(bytes, separator, from, -1);
            if (at < 0)
            {
                break;
            }

            parts.Add(bytes[(int)from..(int)at].ToArray());
            from = at + separator.Length;
        }

        parts.Add(bytes[(int)from..].ToArray());
        return parts;
    }

    /// <summary>The runs of bytes that are not ASCII white space.</summary>
    public static List<byte[]> SplitWhiteSpace(ReadOnlySpan<byte> bytes)
    {
        var parts = new List<byte[]>();
        var part = new List<byte>();
        foreach (byte value in bytes)
        {
            if (!IsIn(WhiteSpace, value))
            {
                part.Add(value);
            }
            else if (part.Count > 0)
            {
                parts.Add([.. part]);
                part.Clear();
            }
        }

        if (part.Count > 0)
        {
            parts.Add([.. part]);
        }

        return parts;
    }

    /// <summary>The lines: what ends with LF, or with the end of the bytes when something is left.</summary>
    public static List<byte[]> Lines(ReadOnlySpan<byte> bytes, bool keepEnds)
    {
        var lines = new List<byte[]>();
        int from = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == (byte)'\n')
            {
                lines.Add(keepEnds ? bytes[from..(at + 1)].ToArray() : WithoutCarriageReturn(bytes[from..at]));
                from = at + 1;
            }
        }

        if (from < bytes.Length)
        {
            lines.Add(bytes[from..].ToArray());
        }

        return lines;
    }

    /// <summary>The bytes without one CR at their end.</summary>
    public static byte[] WithoutCarriageReturn(ReadOnlySpan<byte> line) =>
        (line.Length > 0 && line[^1] == (byte)'\r' ? line[..^1] : line).ToArray();

    /// <summary>The bytes without those of the set at either side that is asked for.</summary>
    public static byte[] Trim(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> set, bool atStart, bool atEnd)
    {
        int from = 0;
        int to = bytes.Length;
        while (atStart && from < to && IsIn(set, bytes[from]))
        {
            from++;
        }

        while (atEnd && to > from && IsIn(set, bytes[to - 1]))
        {
            to--;
        }

        return bytes[from..to].ToArray();
    }

    /// <summary>What ASCII calls white space.</summary>
    public static ReadOnlySpan<byte> WhiteSpace => " \t\n\v\f\r"u8;

    private static long Limit(ReadOnlySpan<byte> bytes, long end) =>
        end < 0 ? bytes.Length : Math.Min(end, bytes.Length);

    private static bool IsAt(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> needle, long at)
    {
        for (int index = 0; index < needle.Length; index++)
        {
            if (bytes[(int)at + index] != needle[index])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIn(ReadOnlySpan<byte> set, byte value)
    {
        foreach (byte member in set)
        {
            if (member == value)
            {
                return true;
            }
        }

        return false;
    }
}
