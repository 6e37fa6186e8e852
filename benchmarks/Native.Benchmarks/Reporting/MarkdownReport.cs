using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>The table that goes to Results/: one block per topic, one row per scenario and peer.</summary>
internal static class MarkdownReport
{
    public static void Write(
        TextWriter output, IReadOnlyList<ScenarioResult> results, DateOnly date, string command, string chartName)
    {
        MachineDescription machine = MachineDescription.Current;
        output.WriteLine($"# Benchmarks of {date:yyyy-MM-dd}");
        output.WriteLine();
        output.WriteLine($"- Command: `{command}`");
        output.WriteLine($"- Machine: {machine.Processor}");
        output.WriteLine($"- Kernel: {machine.Kernel}");
        output.WriteLine($"- Runtime: {machine.Runtime}");
        output.WriteLine();
        output.WriteLine(
            "Every peer did the same work on the same bytes in this one run, round by round in turns, and gave");
        output.WriteLine("the same checksum. How to read the columns: [docs/benchmarks.md](../../docs/benchmarks.md).");
        output.WriteLine();
        output.WriteLine($"![The main scenarios as bars]({chartName})");
        WriteTargets(output, results);
        foreach (IGrouping<string, ScenarioResult> topic in results.GroupBy(result => result.Scenario.Topic))
        {
            WriteTopic(output, topic.Key, [.. topic]);
        }
    }

    private static void WriteTargets(TextWriter output, IReadOnlyList<ScenarioResult> results)
    {
        List<ScenarioResult> withTarget = [.. results.Where(result => result.IsTargetMet is not null)];
        if (withTarget.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("## Targets");
        output.WriteLine();
        output.WriteLine("| scenario | target | measured | met |");
        output.WriteLine("|---|---|---|---|");
        foreach (ScenarioResult result in withTarget)
        {
            output.WriteLine(
                $"| {result.Scenario.Name} | {TargetText(result.Scenario.Target!)} | "
                + $"{MeasuredText(result, result.Scenario.Target!)} | "
                + $"{(result.IsTargetMet == true ? "yes" : "**no**")} |");
        }
    }

    private static string TargetText(Target target)
    {
        List<string> parts = [];
        if (target.NanosecondsMax is { } nanoseconds)
        {
            parts.Add($"<= {Number(nanoseconds)} ns{AboveText(target)}");
        }

        if (target.GigabytesPerSecondMin is { } gigabytes)
        {
            parts.Add($">= {Number(gigabytes)} GB/s");
        }

        if (target.RatioMax is { } ratio)
        {
            parts.Add($"<= {Number(ratio)} x {target.RatioPeer}{AboveText(target)}");
        }

        if (target.And is { } more)
        {
            parts.Add(TargetText(more));
        }

        return string.Join(", ", parts);
    }

    private static string AboveText(Target target) =>
        target.AbovePeer is null ? "" : $", both without {target.AbovePeer}";

    private static string MeasuredText(ScenarioResult result, Target target)
    {
        List<string> parts = [];
        if (target.NanosecondsMax is not null && result.OursAbove(target) is { } above)
        {
            parts.Add($"{Number(above)} ns");
        }

        if (target.GigabytesPerSecondMin is not null)
        {
            parts.Add($"{Number(result.Ours.GigabytesPerSecond)} GB/s");
        }

        if (target.RatioMax is not null && result.RatioOf(target) is { } ratio)
        {
            parts.Add($"{Number(ratio)} x {target.RatioPeer}{AboveText(target)}");
        }

        if (target.And is { } more)
        {
            parts.Add(MeasuredText(result, more));
        }

        return string.Join(", ", parts);
    }

    private static void WriteTopic(TextWriter output, string topic, IReadOnlyList<ScenarioResult> results)
    {
        bool hasRetained = results.Any(
            result => result.Measurements.Any(measurement => measurement.Outcome.Retained > 0));
        output.WriteLine();
        output.WriteLine($"## {topic}");
        output.WriteLine();
        output.WriteLine(
            "| scenario | peer | ns/op | p10-p90 | GB/s | B/op | time / ours |"
                + (hasRetained ? " retained |" : string.Empty));
        output.WriteLine("|---|---|---:|---:|---:|---:|---:|" + (hasRetained ? "---:|" : string.Empty));
        foreach (ScenarioResult result in results)
        {
            string scenario = $"{result.Scenario.Name} (op: {result.Scenario.Unit})";
            foreach (Measurement measurement in result.Measurements)
            {
                output.WriteLine(
                    $"| {scenario} | {PeerText(measurement.Peer)} | {Number(measurement.Median)} | "
                    + $"{Number(measurement.Low)}-{Number(measurement.High)} | "
                    + $"{Number(measurement.GigabytesPerSecond)} | {GarbageText(measurement.GarbageBytesPerOp)} | "
                    + $"{Number(result.RatioToOurs(measurement))} |"
                    + (hasRetained ? $" {measurement.Outcome.Retained:N0} B |" : string.Empty));
                scenario = string.Empty;
            }
        }
    }

    private static string PeerText(string peer) => peer == Peer.Ours ? $"**{peer}**" : peer;

    /// <summary>Below a hundredth of a byte per operation is the runner's own bookkeeping.</summary>
    private static string GarbageText(double? bytes) => bytes switch
    {
        null => "-",
        < 0.01 => "0",
        _ => Number(bytes.Value),
    };

    /// <summary>Three significant digits, no exponent.</summary>
    public static string Number(double value) => value switch
    {
        >= 100 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
