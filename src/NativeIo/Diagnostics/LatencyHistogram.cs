using System;
using System.Diagnostics;
using System.Numerics;
using System.Threading;

namespace NativeIo;

/// <summary>
/// Counts durations in buckets that are at most a sixteenth wide, so that any percentile is right to about 6 %.
/// </summary>
/// <remarks>
/// <para>The buckets: nanoseconds below 16 have one each; from there on every power of two is cut into 16. A duration
/// finds its bucket by a shift, and recording is one atomic addition.</para>
/// <para>Thread safety: all members; a reader may miss what is recorded meanwhile.</para>
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int SubBits = 4;
    private const int SubCount = 1 << SubBits;

    /// <summary>Powers of two from 16 ns to 2^63 ns.</summary>
    private const int BucketCount = (64 - SubBits) * SubCount;

    private readonly long[] _counts;

    internal LatencyHistogram() => _counts = new long[BucketCount];

    private LatencyHistogram(long[] counts) => _counts = counts;

    /// <summary>Counts one duration.</summary>
    internal void Record(long nanoseconds)
    {
        // Atomic, since many threads count in the same bucket; nothing else is ordered by it.
        _ = Interlocked.Increment(ref _counts[BucketOf(nanoseconds)]);
    }

    /// <summary>Copies the counts.</summary>
    internal LatencyHistogram Copy()
    {
        long[] counts = new long[BucketCount];
        for (int index = 0; index < counts.Length; index++)
        {
            counts[index] = Volatile.Read(ref _counts[index]);
        }

        return new LatencyHistogram(counts);
    }

    /// <summary>Adds the counts of another.</summary>
    internal void Add(LatencyHistogram other)
    {
        for (int index = 0; index < _counts.Length; index++)
        {
            _counts[index] += other._counts[index];
        }
    }

    /// <summary>
    /// Gets the duration that this share of all durations does not exceed, as the upper end of its bucket; zero when
    /// nothing was recorded.
    /// </summary>
    /// <param name="percentile">From 0 to 100.</param>
    internal TimeSpan GetPercentile(double percentile)
    {
        Debug.Assert(percentile is >= 0 and <= 100, "A percentile is between 0 and 100.");
        long total = 0;
        foreach (long count in _counts)
        {
            total += count;
        }

        long rank = Math.Max(1, (long)Math.Ceiling(percentile / 100 * total));
        long passed = 0;
        for (int index = 0; index < _counts.Length && total > 0; index++)
        {
            passed += _counts[index];
            if (passed >= rank)
            {
                long upper = UpperEndOf(index);
                return TimeSpan.FromTicks(
                    (upper / TimeSpan.NanosecondsPerTick) + (upper % TimeSpan.NanosecondsPerTick == 0 ? 0 : 1));
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>Gets the bucket of a duration.</summary>
    internal static int BucketOf(long nanoseconds)
    {
        if (nanoseconds < SubCount)
        {
            return (int)Math.Max(0, nanoseconds);
        }

        int shift = BitOperations.Log2((ulong)nanoseconds) - SubBits;
        return ((shift + 1) << SubBits) + (int)((nanoseconds >> shift) & (SubCount - 1));
    }

    /// <summary>Gets the longest duration of a bucket in nanoseconds.</summary>
    internal static long UpperEndOf(int bucket)
    {
        Debug.Assert(bucket is >= 0 and < BucketCount, "The bucket exists.");
        if (bucket < SubCount)
        {
            return bucket;
        }

        int shift = (bucket >> SubBits) - 1;
        long lower = (long)(SubCount + (bucket & (SubCount - 1))) << shift;
        return lower + ((1L << shift) - 1);
    }
}
