using System;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void BucketOf_EveryDuration_IsWithinItsBucketAndASixteenth()
    {
        SeededRandom random = SeededRandom.Create();
        for (int round = 0; round < 100_000; round++)
        {
            long nanoseconds = (long)(random.NextUInt64() >> (1 + random.Next(63)));
            int bucket = LatencyHistogram.BucketOf(nanoseconds);
            long upper = LatencyHistogram.UpperEndOf(bucket);
            Assert.True(nanoseconds <= upper, $"{nanoseconds} is in a bucket up to {upper}.");
            Assert.True(upper - nanoseconds <= nanoseconds / 16, $"{nanoseconds} is counted as {upper}.");
            Assert.True(bucket == 0 || LatencyHistogram.UpperEndOf(bucket - 1) < nanoseconds, "Buckets are apart.");
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    [InlineData(15, 15)]
    [InlineData(16, 16)]
    [InlineData(31, 31)]
    [InlineData(32, 32)]
    public void BucketOf_SmallDurations_HaveOneEach(long nanoseconds, int bucket) =>
        Assert.Equal(bucket, LatencyHistogram.BucketOf(nanoseconds));

    [Fact]
    public void BucketOf_LongestDuration_HasABucket() =>
        Assert.Equal(long.MaxValue, LatencyHistogram.UpperEndOf(LatencyHistogram.BucketOf(long.MaxValue)));

    [Fact]
    public void GetPercentile_KnownDurations_AreFoundWithinSixPercent()
    {
        LatencyHistogram histogram = new();
        long[] sorted = [.. Enumerable.Range(1, 1000).Select(static index => index * 1000L)];
        foreach (long nanoseconds in sorted)
        {
            histogram.Record(nanoseconds);
        }

        foreach (double percentile in new[] { 0.1, 1, 25, 50, 90, 99, 99.9, 100 })
        {
            double exact = sorted[(int)Math.Ceiling(percentile * 10) - 1];
            double found = histogram.GetPercentile(percentile).TotalNanoseconds;
            Assert.InRange(found, exact, (exact * 17 / 16) + 100);
        }
    }

    [Fact]
    public void GetPercentile_NothingRecorded_IsZero() =>
        Assert.Equal(TimeSpan.Zero, new LatencyHistogram().GetPercentile(99));

    [Fact]
    public async Task Record_FromManyThreads_LosesNothing()
    {
        LatencyHistogram histogram = new();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int index = 0; index < 10_000; index++)
            {
                histogram.Record(5);
            }

            histogram.Record(1_000_000);
        })));
        Assert.Equal(TimeSpan.FromTicks(1), histogram.GetPercentile(99.99));
        Assert.True(histogram.GetPercentile(100) >= TimeSpan.FromMilliseconds(1));
        LatencyHistogram sum = histogram.Copy();
        sum.Add(histogram);
        Assert.Equal(histogram.GetPercentile(100), sum.GetPercentile(100));
    }
}
