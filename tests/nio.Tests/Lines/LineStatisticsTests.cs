using System;
using System.Collections.Generic;
using System.Text;
using Nio.Lines;
using Xunit;

namespace Nio.Tests.Lines;

public sealed class LineStatisticsTests
{
    private const byte Delimiter = (byte)'|';

    public static TheoryData<string> Texts =>
    [
        "",
        "|",
        "||",
        "a",
        "a|",
        "|a",
        "aaa|bb|cccc|",
        "aaa|bbb|ccc",
        "aaaaaaaaaaaaaaaaa|b|cc",
        "b|cc|aaaaaaaaaaaaaaaaa",
        "|||x|||yy|||",
        "no delimiter at all",
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Join_EveryPairOfBorders_EqualsTheModel(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        LineReport expected = NaiveLines.Measure(bytes, Delimiter);
        for (int first = 0; first <= bytes.Length; first++)
        {
            for (int second = first; second <= bytes.Length; second++)
            {
                NaiveLines.AssertSame(expected, JoinFromLeft(bytes, first, second).Report());
                NaiveLines.AssertSame(expected, JoinFromRight(bytes, first, second).Report());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Join_OnlyCounted_EqualsTheModelsCounts(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        LineReport expected = NaiveLines.Measure(bytes, Delimiter) with { Longest = null, Histogram = null };
        for (int border = 0; border <= bytes.Length; border++)
        {
            LineStatistics whole = Count(bytes.AsSpan(0, border));
            whole.Join(Count(bytes.AsSpan(border)));
            Assert.Equal(expected, whole.Report());
        }
    }

    [Fact]
    public void Join_RandomTextInRandomPieces_EqualsTheModel()
    {
        Random random = new(20261121);
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = new byte[random.Next(200)];
            int density = random.Next(1, 40);
            for (int index = 0; index < bytes.Length; index++)
            {
                bytes[index] = random.Next(density) == 0 ? Delimiter : (byte)'x';
            }

            LineStatistics whole = new(wantsLongest: true, wantsHistogram: true);
            for (int start = 0; start < bytes.Length;)
            {
                int length = Math.Min(random.Next(1, 60), bytes.Length - start);
                whole.Join(Measure(bytes.AsSpan(start, length), random.Next(1, 20), random.Next(1, 5)));
                start += length;
            }

            NaiveLines.AssertSame(NaiveLines.Measure(bytes, Delimiter), whole.Report());
        }
    }

    [Fact]
    public void Report_LongestIsWanted_HasNoHistogram()
    {
        LineStatistics statistics = new(wantsLongest: true, wantsHistogram: false);
        statistics.AddDelimiters([2]);
        statistics.AddBytes(3);
        Assert.Equal(new LineReport(1, 3, 0, new LongestLine(2, 0, 0), null), statistics.Report());
    }

    private static LineStatistics JoinFromLeft(byte[] bytes, int first, int second)
    {
        LineStatistics whole = Measure(bytes.AsSpan(0, first));
        whole.Join(Measure(bytes.AsSpan(first, second - first)));
        whole.Join(Measure(bytes.AsSpan(second)));
        return whole;
    }

    private static LineStatistics JoinFromRight(byte[] bytes, int first, int second)
    {
        LineStatistics right = Measure(bytes.AsSpan(first, second - first));
        right.Join(Measure(bytes.AsSpan(second)));
        LineStatistics whole = Measure(bytes.AsSpan(0, first));
        whole.Join(right);
        return whole;
    }

    private static LineStatistics Count(ReadOnlySpan<byte> bytes)
    {
        LineStatistics statistics = new(wantsLongest: false, wantsHistogram: false);
        if (!bytes.IsEmpty)
        {
            statistics.AddCounted(bytes.Length, bytes.Count(Delimiter), bytes[^1] == Delimiter);
        }

        return statistics;
    }

    /// <summary>Feeds bytes as a reader does: leases, and the delimiters of a lease in batches.</summary>
    private static LineStatistics Measure(
        ReadOnlySpan<byte> bytes, int leaseLength = int.MaxValue, int batchLength = int.MaxValue)
    {
        LineStatistics statistics = new(wantsLongest: true, wantsHistogram: true);
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> lease = bytes[..Math.Min(leaseLength, bytes.Length)];
            List<int> positions = [];
            for (int index = 0; index < lease.Length; index++)
            {
                if (lease[index] == Delimiter)
                {
                    positions.Add(index);
                }
            }

            for (int start = 0; start < positions.Count;)
            {
                int count = Math.Min(batchLength, positions.Count - start);
                statistics.AddDelimiters([.. positions[start..(start + count)]]);
                start += count;
            }

            statistics.AddBytes(lease.Length);
            bytes = bytes[lease.Length..];
        }

        return statistics;
    }
}
