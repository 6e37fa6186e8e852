using System;
using System.Collections.Generic;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>
/// Cuts content into pieces. The lengths are a short cycle from the input, so that a few bytes say how thousands are
/// cut: a mutation of one of them moves every border.
/// </summary>
internal static class Chunking
{
    private const int CycleLength = 4;
    private const int PieceLengthMax = 96;

    /// <summary>Reads the cycle from the program and cuts; lengths are multiplied by the scale.</summary>
    public static List<byte[]> Cut(ref FuzzInput program, ReadOnlySpan<byte> content, int scale = 1)
    {
        Span<int> cycle = stackalloc int[CycleLength];
        foreach (ref int length in cycle)
        {
            length = ToLength(program.NextByte(), scale);
        }

        return Cut(cycle, content);
    }

    private static List<byte[]> Cut(ReadOnlySpan<int> cycle, ReadOnlySpan<byte> content)
    {
        var pieces = new List<byte[]>();
        int at = 0;
        while (at < content.Length)
        {
            int length = Math.Min(cycle[pieces.Count % cycle.Length], content.Length - at);
            pieces.Add(content.Slice(at, length).ToArray());
            at += length;
        }

        return pieces;
    }

    // Mostly the byte's own value, and the whole rest for the largest.
    private static int ToLength(byte value, int scale) =>
        value == byte.MaxValue ? int.MaxValue : ((value % PieceLengthMax) + 1) * scale;
}
