using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace NativeIo;

/// <summary>What an <see cref="IoMetrics"/> had counted at one moment.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class IoMetricsSnapshot
{
    private const double Mebi = 1024 * 1024;

    private readonly LatencyHistogram _latency;

    internal IoMetricsSnapshot(IReadOnlyList<IoMetricsLine> lines, TimeSpan busyTime, LatencyHistogram latency)
    {
        Lines = lines;
        BusyTime = busyTime;
        _latency = latency;
    }

    /// <summary>Gets the counters for each strategy, backend and reason.</summary>
    public IReadOnlyList<IoMetricsLine> Lines { get; }

    /// <summary>Gets the bytes that were read.</summary>
    public long TotalBytesRead => Lines.Sum(static line => line.Bytes);

    /// <summary>Gets the number of files that were read.</summary>
    public long TotalFilesRead => Lines.Sum(static line => line.Files);

    /// <summary>Gets the number of files that could not be read.</summary>
    public long FailedFiles => Lines.Sum(static line => line.Failures);

    /// <summary>Gets the number of whole files and chunks that were read.</summary>
    public long Operations => Lines.Sum(static line => line.Operations);

    /// <summary>Gets the sum of the times of all operations.</summary>
    public TimeSpan TotalTime => TimeSpan.FromTicks(Lines.Sum(static line => line.Elapsed.Ticks));

    /// <summary>Gets the time in which at least one operation was under way.</summary>
    public TimeSpan BusyTime { get; }

    /// <summary>Gets the bytes of an average file; 0 when none was read.</summary>
    public double AverageFileLength => TotalFilesRead == 0 ? 0 : (double)TotalBytesRead / TotalFilesRead;

    /// <summary>
    /// Gets the throughput in MiB for each second of <see cref="BusyTime"/>; 0 when nothing was read.
    /// </summary>
    public double ThroughputMegabytesPerSecond =>
        BusyTime <= TimeSpan.Zero ? 0 : TotalBytesRead / Mebi / BusyTime.TotalSeconds;

    /// <summary>Gets the number of files for each strategy that was used.</summary>
    public IReadOnlyDictionary<ReadStrategy, long> StrategyUsage => Lines
        .GroupBy(static line => line.Strategy)
        .Where(static group => group.Any(static line => line.Files > 0))
        .ToDictionary(static group => group.Key, static group => group.Sum(static line => line.Files));

    /// <summary>Gets how long operations took, right to about 6 %.</summary>
    /// <param name="percentile">The share of operations that took no longer, from 0 to 100.</param>
    /// <returns>The time; zero when there was no operation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The percentile is not between 0 and 100.</exception>
    public TimeSpan GetLatency(double percentile)
    {
        if (percentile is not (>= 0 and <= 100))
        {
            throw new ArgumentOutOfRangeException(
                nameof(percentile), percentile, $"A percentile is between 0 and 100, it is {percentile}.");
        }

        return _latency.GetPercentile(percentile);
    }

    /// <summary>Shows the totals to a person.</summary>
    /// <returns>A few lines of text.</returns>
    public override string ToString()
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string usage = string.Join(", ", StrategyUsage.Select(static pair => $"{pair.Key}: {pair.Value}"));
        string failures = FailedFiles == 0 ? "" : string.Create(culture, $"Failed files: {FailedFiles:N0}\n");
        return string.Create(
            culture,
            $"Total bytes read: {TotalBytesRead:N0}\n"
            + $"Total files: {TotalFilesRead:N0}\n"
            + $"{failures}"
            + $"Throughput: {ThroughputMegabytesPerSecond:F2} MB/s\n"
            + $"Strategy usage: {{{usage}}}\n"
            + $"Latency: p50 {Micros(50)}, p90 {Micros(90)}, p99 {Micros(99)}, p99.9 {Micros(99.9)}, "
            + $"longest {Micros(100)}");
    }

    private string Micros(double percentile) =>
        string.Create(CultureInfo.InvariantCulture, $"{GetLatency(percentile).TotalMicroseconds:N0} us");
}
