using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Storage.Lite;

/// <summary>The names and instruments that the framework's listeners see. There is one of each in a process.</summary>
/// <remarks>Thread safety: any number of threads.</remarks>
public static class StorageTelemetry
{
    /// <summary>The name of the meter and of the source of traces.</summary>
    public const string Name = "Storage.Lite";

    private static readonly Meter s_meter = new(Name);

    private static readonly string[] s_operations =
        ["get", "put", "delete", "stat", "list", "copy", "rename", "check_health", "open"];

    internal static ActivitySource Source { get; } = new(Name);

    internal static Histogram<double> Duration { get; } = s_meter.CreateHistogram(
        "storage.operation.duration",
        "s",
        "How long operations took.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
                [0.000001, 0.00001, 0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30],
        });

    internal static Counter<long> Bytes { get; } = s_meter.CreateCounter<long>(
        "storage.operation.bytes", "By", "Bytes of objects that went through.");

    internal static Counter<long> Errors { get; } = s_meter.CreateCounter<long>(
        "storage.operation.errors", "{error}", "Operations that failed.");

    internal static UpDownCounter<long> Active { get; } = s_meter.CreateUpDownCounter<long>(
        "storage.operation.active", "{operation}", "Operations under way.");

    /// <summary>Gets a value indicating whether somebody listens to what is measured at an operation's end.</summary>
    internal static bool IsMeasured => Duration.Enabled || Bytes.Enabled || Errors.Enabled;

    internal static string NameOf(StorageOperation operation) => s_operations[(int)operation];

    /// <summary>Makes the labels of a measurement. The key is none of them.</summary>
    internal static TagList Tags(StorageOperation operation, string store, Exception? error)
    {
        var tags = new TagList
        {
            { "storage.operation", NameOf(operation) },
            { "storage.store", store },
            {
                "storage.outcome",
                error switch { null => "ok", OperationCanceledException => "cancelled", _ => "error" }
            },
        };
        if (error is not null)
        {
            tags.Add(new KeyValuePair<string, object?>("error.type", error.GetType().Name));
        }

        return tags;
    }
}
