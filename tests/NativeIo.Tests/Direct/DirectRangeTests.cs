using System;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class DirectRangeTests
{
    [Fact]
    public void Around_EverySmallRange_IsWhatCountingSectorsGives()
    {
        foreach (int alignment in new[] { 1, 2, 4, 8 })
        {
            for (long offset = 0; offset <= 20; offset++)
            {
                for (long count = 0; count <= 20; count++)
                {
                    DirectRange range = DirectRange.Around(offset, count, alignment);
                    (long start, long end) = CountSectors(offset, count, alignment);
                    Assert.Equal((start, end, count), (range.Start, range.End, range.Count));
                    Assert.Equal(offset - start, range.Skip);
                    Assert.Equal(count == 0 ? -range.Skip : end - offset - count, range.Slack);
                    CheckUsable(range, offset, count);
                }
            }
        }
    }

    [Fact]
    public void DownAndUp_EverySmallNumber_AreTheMultiplesBeside()
    {
        foreach (int alignment in new[] { 1, 2, 4, 16, 512 })
        {
            for (long value = 0; value <= 2000; value++)
            {
                long below = value / alignment * alignment;
                Assert.Equal(below, DirectRange.Down(value, alignment));
                Assert.Equal(below == value ? value : below + alignment, DirectRange.Up(value, alignment));
                Assert.Equal(value % alignment == 0, DirectRange.IsAligned(value, alignment));
            }
        }
    }

    [Fact]
    public void Around_NearTheLastOffset_IsCutAndDoesNotOverflow()
    {
        SeededRandom.Check(2000, static random =>
        {
            int alignment = 1 << random.Next(21);
            long offset = long.MaxValue - random.NextInt64(4L * alignment);
            long count = random.Chance(50) ? long.MaxValue : random.NextInt64(8L * alignment);
            DirectRange range = DirectRange.Around(offset, count, alignment);
            Int128 last = (Int128)long.MaxValue / alignment * alignment;
            Int128 wanted = Int128.Clamp(last - offset, 0, count);
            Assert.Equal(wanted, range.Count);
            Assert.True(range.Start >= 0 && range.Length >= 0 && range.End <= last);
            Assert.Equal(0, range.Start % alignment);
            Assert.Equal(0, range.Length % alignment);
            if (range.Count > 0)
            {
                Assert.InRange(offset, range.Start, range.End - range.Count);
            }
        });
    }

    [Fact]
    public void Around_RandomRanges_AreTheSmallestThatCover()
    {
        SeededRandom.Check(5000, static random =>
        {
            int alignment = 1 << random.Next(21);
            long offset = random.NextInt64(1L << random.Next(1, 60));
            long count = random.NextInt64(1L << random.Next(1, 60));
            DirectRange range = DirectRange.Around(offset, count, alignment);
            Assert.Equal(count, range.Count);
            Assert.Equal(offset, range.Start + range.Skip);
            Assert.InRange(range.Skip, 0, alignment - 1);
            if (count > 0)
            {
                Assert.InRange(range.Slack, 0, alignment - 1);
                Assert.Equal(count, range.Length - range.Skip - range.Slack);
            }
        });
    }

    private static (long Start, long End) CountSectors(long offset, long count, int alignment)
    {
        long start = 0;
        while (start + alignment <= offset)
        {
            start += alignment;
        }

        long end = start;
        while (count > 0 && end < offset + count)
        {
            end += alignment;
        }

        return (start, end);
    }

    private static void CheckUsable(DirectRange range, long offset, long count)
    {
        for (long transferred = 0; transferred <= range.Length; transferred++)
        {
            long expected = 0;
            for (long position = offset; position < offset + count; position++)
            {
                expected += position < range.Start + transferred ? 1 : 0;
            }

            Assert.Equal(expected, range.Usable(transferred));
        }
    }
}
