using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace NativeIo;

/// <summary>The meter <c>NativeIo</c>: what all metrics of the process count, for whoever listens.</summary>
/// <remarks>Thread safety: all members.</remarks>
internal static class IoMeter
{
    internal const string Name = "NativeIo";

    private static readonly Meter s_meter = new(Name);
    private static readonly Counter<long> s_bytes =
        s_meter.CreateCounter<long>("nativeio.read.bytes", "By", "Bytes read");
    private static readonly Counter<long> s_files =
        s_meter.CreateCounter<long>("nativeio.read.files", "{file}", "Files read");
    private static readonly Counter<long> s_failures =
        s_meter.CreateCounter<long>("nativeio.read.failures", "{file}", "Files that could not be read");
    private static readonly Histogram<double> s_duration =
        s_meter.CreateHistogram<double>("nativeio.read.duration", "s", "Time that reading a file or a chunk took");

    internal static void CountOperation(IoMetricsRow row, long bytes, long nanoseconds)
    {
        if (s_bytes.Enabled || s_duration.Enabled)
        {
            TagList tags = TagsOf(row);
            s_bytes.Add(bytes, tags);
            s_duration.Record(TimeSpan.FromMicroseconds(nanoseconds / 1000.0).TotalSeconds, tags);
        }
    }

    internal static void CountFile(IoMetricsRow row)
    {
        if (s_files.Enabled)
        {
            s_files.Add(1, TagsOf(row));
        }
    }

    internal static void CountFailure(IoMetricsRow row)
    {
        if (s_failures.Enabled)
        {
            s_failures.Add(1, TagsOf(row));
        }
    }

    private static TagList TagsOf(IoMetricsRow row) => new()
    {
        new KeyValuePair<string, object?>("strategy", NameOf(row.Strategy)),
        new KeyValuePair<string, object?>("backend", row.Backend),
        new KeyValuePair<string, object?>("reason", row.Reason),
    };

    /// <summary>Names of strategies without a new string for each.</summary>
    private static string NameOf(ReadStrategy strategy) => strategy switch
    {
        ReadStrategy.Async => nameof(ReadStrategy.Async),
        ReadStrategy.Buffered => nameof(ReadStrategy.Buffered),
        ReadStrategy.Mapped => nameof(ReadStrategy.Mapped),
        ReadStrategy.Direct => nameof(ReadStrategy.Direct),
        ReadStrategy.Ring => nameof(ReadStrategy.Ring),
        _ => nameof(ReadStrategy.Auto),
    };
}
