using System;
using System.Diagnostics;

namespace NativeIo;

/// <summary>
/// The smallest aligned part of a file that covers a part which need not be: arithmetic only. What a caller wants is
/// <see cref="Count"/> bytes, <see cref="Skip"/> bytes into the aligned part.
/// </summary>
/// <param name="Start">Where the aligned part begins.</param>
/// <param name="Length">Its length in bytes, a multiple of the alignment.</param>
/// <param name="Skip">The bytes in front that nobody asked for, less than the alignment.</param>
/// <param name="Count">The bytes that were asked for.</param>
internal readonly record struct DirectRange(long Start, long Length, int Skip, long Count)
{
    /// <summary>Gets where the aligned part ends.</summary>
    internal long End => Start + Length;

    /// <summary>Gets the bytes behind what was asked for.</summary>
    internal int Slack => (int)(Length - Skip - Count);

    /// <summary>Makes the range around some bytes, cut where offsets end.</summary>
    /// <param name="offset">Where the wanted bytes begin.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="alignment">A power of two.</param>
    internal static DirectRange Around(long offset, long count, int alignment)
    {
        Debug.Assert(offset >= 0 && count >= 0, "Parts of files are not negative.");
        long start = Down(offset, alignment);
        long wanted = Math.Min(count, Down(long.MaxValue, alignment) - start - (offset - start));
        wanted = Math.Max(wanted, 0);
        long length = wanted == 0 ? 0 : Up(offset - start + wanted, alignment);
        return new DirectRange(start, length, (int)(offset - start), wanted);
    }

    /// <summary>The largest multiple that is not above a number.</summary>
    internal static long Down(long value, int alignment)
    {
        Debug.Assert(alignment > 0 && System.Numerics.BitOperations.IsPow2(alignment), "Alignments are powers of two.");
        return value & -(long)alignment;
    }

    /// <summary>
    /// The smallest multiple that is not below a number; the largest there is when that would overflow.
    /// </summary>
    internal static long Up(long value, int alignment)
    {
        long last = Down(long.MaxValue, alignment);
        return value >= last ? last : Down(value + alignment - 1, alignment);
    }

    /// <summary>Tells whether a number is a multiple.</summary>
    internal static bool IsAligned(long value, int alignment) => Down(value, alignment) == value;

    /// <summary>The wanted bytes among the first ones of the aligned part.</summary>
    internal long Usable(long transferred) => Math.Clamp(transferred - Skip, 0, Count);
}
