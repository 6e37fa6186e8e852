using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Xunit;

namespace Native.Benchmarks.Tests;

public sealed class ReportTests
{
    private static readonly ScenarioResult Sample = ScenarioResultTests.ResultOf(
        new Target { NanosecondsMax = 4 },
        ScenarioResultTests.Measured(Peer.Ours, 5),
        ScenarioResultTests.Measured("a <rival>", 20));

    [Fact]
    public void Table_MissedTarget_SaysSo()
    {
        var text = new StringWriter();

        MarkdownReport.Write(text, [Sample], new DateOnly(2026, 11, 21), "eng/bench.sh", "chart.svg");

        string report = text.ToString();
        Assert.Contains("# Benchmarks of 2026-11-21", report);
        Assert.Contains("| sample | <= 4.00 ns | 5.00 ns | **no** |", report);
        Assert.Contains("|  | a <rival> | 20.0 | 20.0-20.0 | 3.20 | 0 | 4.00 |", report);
        Assert.Contains(MachineDescription.Current.Processor, report);
    }

    [Fact]
    public void Chart_OfResults_IsWellFormedAndInProportion()
    {
        var text = new StringWriter();

        BarChart.Write(text, [Sample], "Title");

        XNamespace svg = "http://www.w3.org/2000/svg";
        XElement root = XElement.Parse(text.ToString());
        double[] widths = [.. root.Elements(svg + "rect").Skip(1).Select(bar => (double)bar.Attribute("width")!)];
        Assert.Equal(2, widths.Length);
        Assert.Equal(4, widths[1] / widths[0], precision: 6);
        Assert.Contains(root.Elements(svg + "text"), label => label.Value == "a <rival>");
    }
}
