using Nio.Lines;
using Xunit;

namespace Nio.Tests.Lines;

public sealed class LengthHistogramTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(127, 7)]
    [InlineData(128, 8)]
    [InlineData(long.MaxValue, 63)]
    public void Add_OneLength_CountsItInItsBucket(long length, int bucket)
    {
        LengthHistogram histogram = new();
        histogram.Add(length);
        Assert.Equal(1, histogram[bucket]);
        Assert.Equal(bucket + 1, histogram.End);
        Assert.InRange(length, LengthHistogram.LengthMin(bucket), LengthHistogram.LengthMax(bucket));
    }

    [Fact]
    public void LengthMax_EveryBucket_IsNextToTheNextOne()
    {
        for (int bucket = 0; bucket < LengthHistogram.BucketCount - 1; bucket++)
        {
            Assert.Equal(LengthHistogram.LengthMax(bucket) + 1, LengthHistogram.LengthMin(bucket + 1));
        }
    }
}
