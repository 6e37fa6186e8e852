using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nio.Lines;

/// <summary>
/// Counts lines by length in buckets of powers of two: empty lines, 1, 2-3, 4-7, 8-15 and so on.
/// </summary>
internal sealed class LengthHistogram
{
    /// <summary>One bucket for each bit length that a length can have, and one for zero.</summary>
    internal const int BucketCount = 64;

    private readonly long[] _lines = new long[BucketCount];

    /// <summary>Gets the number of lines in a bucket.</summary>
    internal long this[int bucket] => _lines[bucket];

    /// <summary>Gets the bucket behind the last one that has lines.</summary>
    internal int End
    {
        get
        {
            int end = BucketCount;
            while (end > 0 && _lines[end - 1] == 0)
            {
                end--;
            }

            return end;
        }
    }

    /// <summary>The shortest length in a bucket.</summary>
    internal static long LengthMin(int bucket) => bucket == 0 ? 0 : 1L << (bucket - 1);

    /// <summary>The longest length in a bucket.</summary>
    internal static long LengthMax(int bucket) => bucket == 0 ? 0 : ((1L << (bucket - 1)) - 1) + (1L << (bucket - 1));

    internal void Add(long length) => _lines[64 - BitOperations.LeadingZeroCount((ulong)length)]++;

    /// <summary>Adds the lines that lie between neighbouring delimiters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void AddBetween(ReadOnlySpan<int> delimiters)
    {
        Span<long> lines = _lines;
        for (int index = 1; index < delimiters.Length; index++)
        {
            uint length = (uint)(delimiters[index] - delimiters[index - 1] - 1);
            lines[32 - BitOperations.LeadingZeroCount(length)]++;
        }
    }

    internal void Add(LengthHistogram other)
    {
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            _lines[bucket] += other._lines[bucket];
        }
    }
}
