using System.Globalization;
using System.IO;
using Nio.Lines;

namespace Nio.Output;

/// <summary>
/// One row for each path: lines, bytes, on request the longest line's length, number and offset, then the path.
/// Headings only on a terminal, so that a pipe gets nothing but rows.
/// </summary>
internal sealed class LinesTextOutput : ILinesOutput
{
    private const int ColumnWidth = 11;

    private readonly LinesRequest _request;
    private readonly TextWriter _writer;
    private readonly IHistogramView? _histogram;
    private bool _needsHeadings;

    /// <param name="request">What the user asked.</param>
    /// <param name="writer">Where to. Ownership: disposed with this.</param>
    /// <param name="histogram">Draws histograms; null when none was asked for.</param>
    /// <param name="hasHeadings">Whether to name the columns.</param>
    internal LinesTextOutput(LinesRequest request, TextWriter writer, IHistogramView? histogram, bool hasHeadings)
    {
        _request = request;
        _writer = writer;
        _histogram = histogram;
        _needsHeadings = hasHeadings;
    }

    public void Write(PathResult result)
    {
        if (result.Report is { } report)
        {
            // As wc does, input that nobody named has no name in the output.
            string name = _request.Paths.Count == 0 ? string.Empty : DisplayText.Escape(result.Path);
            WriteRow(report.Lines, report.Bytes, report.Longest, name);
            WriteHistogram(report.Histogram, report.UnterminatedLines);
        }
    }

    public void WriteEnd(LineTotal total, bool isCancelled)
    {
        if (_request.Paths.Count < 2 || isCancelled)
        {
            return;
        }

        string name = total.LongestPath is { } path ? $"total, longest in {DisplayText.Escape(path)}" : "total";
        WriteRow(total.Lines, total.Bytes, total.Longest, name);
        WriteHistogram(_request.Histogram ? total.Histogram : null, total.UnterminatedLines);
    }

    public void Flush() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    private void WriteRow(long lines, long bytes, LongestLine? longest, string name)
    {
        WriteHeadings();
        WriteCell(lines);
        WriteCell(bytes);
        if (_request.Longest)
        {
            WriteCell(longest?.Length);
            WriteCell(longest?.Index + 1);
            WriteCell(longest?.Offset);
        }

        _writer.WriteLine(name.Length > 0 ? "  " + name : string.Empty);
    }

    private void WriteHeadings()
    {
        if (!_needsHeadings)
        {
            return;
        }

        _needsHeadings = false;
        string longest = _request.Longest
            ? $"{"longest",ColumnWidth}{"in line",ColumnWidth}{"at offset",ColumnWidth}"
            : string.Empty;
        _writer.WriteLine($"{"lines",ColumnWidth}{"bytes",ColumnWidth}{longest}  path");
    }

    private void WriteCell(long? number)
    {
        // The space keeps columns apart that are wider than planned.
        string text = number?.ToString(CultureInfo.InvariantCulture) ?? "-";
        _writer.Write(' ');
        _writer.Write(text.PadLeft(ColumnWidth - 1));
    }

    private void WriteHistogram(LengthHistogram? histogram, long unterminatedLines)
    {
        if (histogram is not null && _histogram is not null)
        {
            _writer.Flush();
            _histogram.Draw(histogram, unterminatedLines);
        }
    }
}
