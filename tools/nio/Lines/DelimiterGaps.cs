using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nio.Lines;

/// <summary>Differences of neighbouring positions, several at a time.</summary>
internal static class DelimiterGaps
{
    /// <summary>The largest difference between neighbours; 0 when there are fewer than two positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Max(ReadOnlySpan<int> positions)
    {
        int max = 0;
        int index = 1;
        if (positions.Length > Vector<int>.Count)
        {
            Vector<int> maxima = Vector<int>.Zero;
            for (; index <= positions.Length - Vector<int>.Count; index += Vector<int>.Count)
            {
                Vector<int> ends = new(positions.Slice(index, Vector<int>.Count));
                Vector<int> starts = new(positions.Slice(index - 1, Vector<int>.Count));
                maxima = Vector.Max(maxima, ends - starts);
            }

            for (int lane = 0; lane < Vector<int>.Count; lane++)
            {
                max = Math.Max(max, maxima[lane]);
            }
        }

        for (; index < positions.Length; index++)
        {
            max = Math.Max(max, positions[index] - positions[index - 1]);
        }

        return max;
    }

    /// <summary>The index of the first position that is so far behind the one before it; it must exist.</summary>
    internal static int IndexOf(ReadOnlySpan<int> positions, int gap)
    {
        int index = 1;
        while (positions[index] - positions[index - 1] != gap)
        {
            index++;
        }

        return index;
    }
}
