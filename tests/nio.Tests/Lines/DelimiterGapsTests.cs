using System;
using Nio.Lines;
using Xunit;

namespace Nio.Tests.Lines;

public sealed class DelimiterGapsTests
{
    [Fact]
    public void Max_EveryCount_IsTheLargestDifference()
    {
        Random random = new(7);
        for (int count = 0; count < 100; count++)
        {
            int[] positions = new int[count];
            int expected = 0;
            for (int index = 1; index < count; index++)
            {
                int gap = random.Next(1, 1000);
                positions[index] = positions[index - 1] + gap;
                expected = Math.Max(expected, gap);
            }

            Assert.Equal(expected, DelimiterGaps.Max(positions));
            if (count > 1)
            {
                int found = DelimiterGaps.IndexOf(positions, expected);
                Assert.Equal(expected, positions[found] - positions[found - 1]);
                Assert.Equal(expected, DelimiterGaps.Max(positions.AsSpan(0, found + 1)));
                Assert.True(DelimiterGaps.Max(positions.AsSpan(0, found)) < expected);
            }
        }
    }
}
