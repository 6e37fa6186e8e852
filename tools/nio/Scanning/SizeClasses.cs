using System;
using System.Collections.Generic;
using System.Linq;
using NativeIo;

namespace Nio.Scanning;

/// <summary>
/// Counts files by their length, and in each class by how they were read. Thread safety: all members.
/// </summary>
internal sealed class SizeClasses
{
    private const long Kibi = 1024;
    private const long Mebi = 1024 * Kibi;

    private static readonly (string Name, long LengthMax)[] s_classes =
    [
        ("empty", 0),
        ("to 4 KiB", 4 * Kibi),
        ("to 64 KiB", 64 * Kibi),
        ("to 1 MiB", Mebi),
        ("to 100 MiB", 100 * Mebi),
        ("larger", long.MaxValue),
    ];

    private readonly IoMetrics[] _metrics = [.. s_classes.Select(static _ => new IoMetrics())];

    /// <summary>All classes together.</summary>
    private readonly IoMetrics _all = new();

    internal void Add(ReadStrategy strategy, long length, TimeSpan elapsed, string backend)
    {
        int index = Array.FindIndex(s_classes, entry => length <= entry.LengthMax);
        _metrics[index].Record(strategy, length, elapsed, backend, s_classes[index].Name);
        _all.Record(strategy, length, elapsed, backend, "all");
    }

    internal IoMetricsSnapshot Snapshot() => _all.Snapshot();

    /// <summary>Gets a row for each class and strategy that has files.</summary>
    internal IEnumerable<(string Name, IoMetricsLine Line, IoMetricsSnapshot Snapshot)> Rows()
    {
        for (int index = 0; index < s_classes.Length; index++)
        {
            IoMetricsSnapshot snapshot = _metrics[index].Snapshot();
            foreach (IoMetricsLine line in snapshot.Lines.OrderBy(static line => line.Strategy))
            {
                yield return (s_classes[index].Name, line, snapshot);
            }
        }
    }
}
