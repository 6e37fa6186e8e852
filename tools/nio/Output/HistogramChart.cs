using System;
using System.Globalization;
using Nio.Lines;
using Spectre.Console;

namespace Nio.Output;

/// <summary>A histogram as coloured bars on a terminal.</summary>
internal sealed class HistogramChart(IAnsiConsole console) : IHistogramView
{
    /// <summary>Wider bars are no easier to compare.</summary>
    private const int WidthMax = 100;

    public void Draw(LengthHistogram histogram, long unterminatedLines)
    {
        int first = 0;
        while (first < histogram.End && histogram[first] == 0)
        {
            first++;
        }

        if (first == histogram.End)
        {
            return;
        }

        BarChart chart = new BarChart()
            .Width(Math.Min(console.Profile.Width, WidthMax))
            .UseValueFormatter(static value => value.ToString("F0", CultureInfo.InvariantCulture));
        for (int bucket = first; bucket < histogram.End; bucket++)
        {
            _ = chart.AddItem($"{HistogramRows.Label(bucket)} bytes", histogram[bucket], Color.Teal);
        }

        console.Write(chart);
        if (unterminatedLines > 0)
        {
            console.WriteLine(HistogramRows.UnterminatedNote(unterminatedLines));
        }
    }
}
