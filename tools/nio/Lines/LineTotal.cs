namespace Nio.Lines;

/// <summary>Sums up the reports of several paths.</summary>
internal sealed class LineTotal
{
    internal long Lines { get; private set; }

    internal long Bytes { get; private set; }

    internal long UnterminatedLines { get; private set; }

    /// <summary>Gets the first of the longest lines of all paths; its place is counted in its own path.</summary>
    internal LongestLine? Longest { get; private set; }

    /// <summary>Gets the path that the longest line is in.</summary>
    internal string? LongestPath { get; private set; }

    internal LengthHistogram Histogram { get; } = new();

    internal int PathsFailed { get; private set; }

    internal void Add(PathResult result)
    {
        if (result.Report is not { } report)
        {
            PathsFailed++;
            return;
        }

        Lines += report.Lines;
        Bytes += report.Bytes;
        UnterminatedLines += report.UnterminatedLines;
        if (report.Histogram is not null)
        {
            Histogram.Add(report.Histogram);
        }

        if (report.Longest is { } longest && (Longest is null || longest.Length > Longest.Value.Length))
        {
            Longest = longest;
            LongestPath = result.Path;
        }
    }
}
