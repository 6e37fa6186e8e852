using System;
using System.Collections.Generic;
using System.Linq;
using Nio.Lines;

namespace Nio.Tests.Lines;

/// <summary>The plainest way to measure lines, byte by byte: the model of the real one.</summary>
internal static class NaiveLines
{
    internal static LineReport Measure(ReadOnlySpan<byte> bytes, byte delimiter)
    {
        List<(long Length, long Offset)> lines = [];
        long start = 0;
        long ends = 0;
        for (int index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] == delimiter)
            {
                lines.Add((index - start, start));
                start = index + 1;
                ends++;
            }
        }

        bool hasTail = start < bytes.Length;
        if (hasTail)
        {
            lines.Add((bytes.Length - start, start));
        }

        LengthHistogram histogram = new();
        foreach ((long length, _) in lines)
        {
            histogram.Add(length);
        }

        LongestLine? longest = null;
        if (lines.Count > 0)
        {
            long max = lines.Max(static line => line.Length);
            int index = lines.FindIndex(line => line.Length == max);
            longest = new LongestLine(lines[index].Length, index, lines[index].Offset);
        }

        return new LineReport(ends, bytes.Length, hasTail ? 1 : 0, longest, histogram);
    }

    /// <summary>Throws unless both reports say the same, line lengths included.</summary>
    internal static void AssertSame(LineReport expected, LineReport actual)
    {
        Xunit.Assert.Equal(
            expected with { Histogram = null },
            actual with { Histogram = null });
        Xunit.Assert.Equal(Buckets(expected), Buckets(actual));
    }

    private static long[] Buckets(LineReport report) =>
        [.. Enumerable.Range(0, LengthHistogram.BucketCount).Select(bucket => report.Histogram![bucket])];
}
