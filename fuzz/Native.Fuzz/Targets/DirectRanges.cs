using System;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;

namespace Native.Fuzz.Targets;

/// <summary>
/// Parts of files and alignments: the aligned part around them, and the multiples beside any number, are what division
/// of numbers that cannot overflow gives. Parts cut into chunks as a reader cuts them leave no gap.
/// </summary>
internal static class DirectRanges
{
    private const int AlignmentBitsMax = 30;
    private const int ChunksMax = 40;

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        while (!program.IsAtEnd)
        {
            int alignment = 1 << program.NextUpTo(AlignmentBitsMax);
            long offset = Numbers.Next(ref program);
            long count = Numbers.Next(ref program);
            VerifyMultiples(offset, alignment);
            VerifyMultiples(count, alignment);
            DirectRange range = DirectRange.Around(offset, count, alignment);
            VerifyRange(range, offset, count, alignment);
            VerifyUsable(range, offset, Numbers.Next(ref program));
            VerifyChunks(offset, count, alignment, chunkUnits: 1 + program.NextUpTo(7));
        }
    }

    private static Int128 Floor(Int128 value, int alignment) => value / alignment * alignment;

    private static Int128 Ceiling(Int128 value, int alignment) => Floor(value + alignment - 1, alignment);

    private static void VerifyMultiples(long value, int alignment)
    {
        Int128 below = Floor(value, alignment);
        Int128 above = Int128.Min(Ceiling(value, alignment), Floor(long.MaxValue, alignment));
        Verify.Equal(below, DirectRange.Down(value, alignment), "The multiple that is not above");
        Verify.Equal(above, DirectRange.Up(value, alignment), "The multiple that is not below");
        Verify.Equal(below == value, DirectRange.IsAligned(value, alignment), "It is a multiple");
    }

    private static void VerifyRange(in DirectRange range, long offset, long count, int alignment)
    {
        Int128 start = Floor(offset, alignment);
        Int128 wanted = Int128.Clamp(Floor(long.MaxValue, alignment) - offset, 0, count);
        Int128 end = wanted == 0 ? start : Ceiling(offset + wanted, alignment);
        Verify.Equal(start, range.Start, "Start");
        Verify.Equal(end, range.End, "End");
        Verify.Equal(offset - start, range.Skip, "Skip");
        Verify.Equal(wanted, range.Count, "Count");
        Verify.Equal(end - start - (offset - start) - wanted, range.Slack, "Slack");
    }

    /// <summary>What was wanted and what was transferred are two parts of one line; their overlap is usable.</summary>
    private static void VerifyUsable(in DirectRange range, long offset, long transferred)
    {
        foreach (long bytes in (ReadOnlySpan<long>)[0, Math.Min(transferred, range.Length), range.Length])
        {
            Int128 end = Int128.Min((Int128)range.Start + bytes, (Int128)offset + range.Count);
            Verify.Equal(Int128.Max(0, end - offset), range.Usable(bytes), "Usable");
        }
    }

    /// <summary>Chunk after chunk, the first up to a chunk's end: each begins where the last one ended.</summary>
    private static void VerifyChunks(long offset, long count, int alignment, int chunkUnits)
    {
        long length = (long)alignment * chunkUnits;
        Int128 end = Int128.Min((Int128)offset + count, Floor(long.MaxValue, alignment));
        long position = offset;
        for (int chunk = 0; chunk < ChunksMax && position < end; chunk++)
        {
            long skip = position - DirectRange.Down(position, alignment);
            DirectRange range = DirectRange.Around(
                position, (long)Int128.Min(length - skip, end - position), alignment);
            Verify.True(range.Count > 0, $"No progress at {position}");
            Verify.True(range.Length <= length, $"{range} is longer than a chunk of {length}");
            Verify.True(chunk == 0 || range.Skip == 0, $"{range} begins inside a sector");
            position = range.Start + range.Skip + range.Count;
        }

        Verify.True(position <= end || offset > end, $"Chunks lead to {position}, behind {end}");
    }
}
