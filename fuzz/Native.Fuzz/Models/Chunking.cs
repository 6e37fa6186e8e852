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

    /// <summary>Reads the cycle from the program and cuts.</summary>
    public static List<byte[]> Cut(ref FuzzInput program, ReadOnlySpan<byte> content)
    {
        Span<int> cycle = stackalloc int[CycleLength];
        foreach (ref int length in cycle)
        {
            length = ToLength(program.NextByte());
        }

        return Cut(cycle, content);
    }

    /// <summary>Cuts by a cycle of lengths that was read before.</summary>
    public static List<byte[]> Cut(ReadOnlySpan<int> cycle, ReadOnlySpan<byte> content)
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

    /// <summary>The length that a byte stands for: mostly its own value, and whole for the largest.</summary>
    public static int ToLength(byte value) =>
        value == byte.MaxValue ? int.MaxValue : (value % PieceLengthMax) + 1;
}
