using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>
/// Horizontal bars as SVG, one group per scenario, each group on its own scale from zero. Shorter is faster. Ours has a
/// colour of its own; a tick marks the target where there is one.
/// </summary>
internal static class BarChart
{
    private const int Width = 960;
    private const int LabelWidth = 170;
    private const int BarWidthMax = 560;
    private const int BarHeight = 16;
    private const int BarStep = 21;
    private const int HeadHeight = 30;
    private const int GroupGap = 14;
    private const int TitleHeight = 64;

    public static void Write(TextWriter output, IReadOnlyList<ScenarioResult> results, string title)
    {
        int height = TitleHeight + results.Sum(GroupHeight);
        output.WriteLine(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" "
            + $"viewBox=\"0 0 {Width} {height}\" "
            + "font-family=\"Segoe UI, Helvetica, Arial, sans-serif\" font-size=\"13\">");
        output.WriteLine($"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        output.WriteLine(Text(20, 30, title, "#1f2328", "font-size=\"18\" font-weight=\"600\""));
        output.WriteLine(Text(
            20,
            50,
            "Median time of one operation; shorter is faster. Each group has its own scale. "
                + "The dashed line is the target.",
            "#57606a"));

        int y = TitleHeight;
        foreach (ScenarioResult result in results)
        {
            WriteGroup(output, result, y);
            y += GroupHeight(result);
        }

        output.WriteLine("</svg>");
    }

    private static int GroupHeight(ScenarioResult result) =>
        HeadHeight + (result.Measurements.Count * BarStep) + GroupGap;

    private static void WriteGroup(TextWriter output, ScenarioResult result, int top)
    {
        double slowest = result.Measurements.Max(measurement => measurement.Median);
        string head = $"{result.Scenario.Name}: one {result.Scenario.Unit}";
        output.WriteLine(Text(20, top + 20, head, "#1f2328", "font-weight=\"600\""));
        int y = top + HeadHeight;
        foreach (Measurement measurement in result.Measurements)
        {
            WriteBar(output, result, measurement, slowest, y);
            y += BarStep;
        }

        double? target = result.Scenario.Target?.NanosecondsMax;
        if (target is { } nanoseconds && nanoseconds <= slowest)
        {
            string x = Number(LabelWidth + (nanoseconds / slowest * BarWidthMax));
            output.WriteLine(
                $"<line x1=\"{x}\" y1=\"{top + HeadHeight - 3}\" x2=\"{x}\" y2=\"{y - 2}\" stroke=\"#cf222e\" "
                + "stroke-width=\"1.5\" stroke-dasharray=\"3 2\"/>");
        }
    }

    private static void WriteBar(
        TextWriter output, ScenarioResult result, Measurement measurement, double slowest, int y)
    {
        bool isOurs = measurement.Peer.StartsWith(Peer.Ours, System.StringComparison.Ordinal);
        double width = System.Math.Max(1, measurement.Median / slowest * BarWidthMax);
        string weight = isOurs ? "text-anchor=\"end\" font-weight=\"600\"" : "text-anchor=\"end\"";
        output.WriteLine(Text(LabelWidth - 8, y + 12, measurement.Peer, "#1f2328", weight));
        output.WriteLine(
            $"<rect x=\"{LabelWidth}\" y=\"{y}\" width=\"{Number(width)}\" height=\"{BarHeight}\" rx=\"2\" "
            + $"fill=\"{(isOurs ? "#0969da" : "#b6bec8")}\"/>");

        string label = $"{MarkdownReport.Number(measurement.Median)} ns";
        if (measurement.Peer != Peer.Ours)
        {
            label += $"  ({MarkdownReport.Number(result.RatioToOurs(measurement))}x)";
        }

        output.WriteLine(Text(LabelWidth + width + 8, y + 12, label, "#1f2328"));
    }

    private static string Text(double x, int y, string content, string color, string attributes = "") =>
        $"<text x=\"{Number(x)}\" y=\"{y}\" fill=\"{color}\" {attributes}>"
        + $"{System.Security.SecurityElement.Escape(content)}</text>";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
