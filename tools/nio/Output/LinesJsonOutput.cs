using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nio.Inputs;
using Nio.Lines;

namespace Nio.Output;

/// <summary>One JSON document for the whole run, on one line unless a person reads it.</summary>
internal sealed class LinesJsonOutput : ILinesOutput
{
    private readonly LinesRequest _request;
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;

    /// <param name="request">What the user asked.</param>
    /// <param name="stream">Where to. Ownership: disposed with this.</param>
    /// <param name="isIndented">Whether to lay it out for reading.</param>
    internal LinesJsonOutput(LinesRequest request, Stream stream, bool isIndented)
    {
        _request = request;
        _stream = stream;
        _json = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Indented = isIndented,

            // The output goes to no HTML page, and paths should stay readable.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        _json.WriteStartObject();
        _json.WriteNumber("delimiter"u8, request.Delimiter);
        _json.WriteStartArray("paths"u8);
    }

    public void Write(PathResult result)
    {
        _json.WriteStartObject();
        _json.WriteString("path"u8, result.Path);
        if (result.Report is { } report)
        {
            WriteCounts(report.Lines, report.Bytes, report.UnterminatedLines);
            WriteLongest(report.Longest, null);
            WriteHistogram(report.Histogram);
        }
        else if (result.Failure is { } failure)
        {
            WriteFailure(failure);
        }

        _json.WriteEndObject();
    }

    public void WriteEnd(LineTotal total, bool isCancelled)
    {
        _json.WriteEndArray();
        _json.WriteStartObject("total"u8);
        WriteCounts(total.Lines, total.Bytes, total.UnterminatedLines);
        WriteLongest(total.Longest, total.LongestPath);
        WriteHistogram(_request.Histogram ? total.Histogram : null);
        _json.WriteNumber("pathsFailed"u8, total.PathsFailed);
        _json.WriteEndObject();
        _json.WriteBoolean("cancelled"u8, isCancelled);
        _json.WriteEndObject();
        _json.Flush();
        _stream.WriteByte((byte)'\n');
    }

    public void Flush()
    {
        // Half a document is of no use to anybody; it is written at the end.
    }

    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }

    private void WriteCounts(long lines, long bytes, long unterminatedLines)
    {
        _json.WriteNumber("lines"u8, lines);
        _json.WriteNumber("bytes"u8, bytes);
        _json.WriteNumber("unterminatedLines"u8, unterminatedLines);
    }

    private void WriteLongest(LongestLine? longest, string? path)
    {
        if (!_request.Longest)
        {
            return;
        }

        if (longest is not { } line)
        {
            _json.WriteNull("longest"u8);
            return;
        }

        _json.WriteStartObject("longest"u8);
        if (path is not null)
        {
            _json.WriteString("path"u8, path);
        }

        _json.WriteNumber("length"u8, line.Length);
        _json.WriteNumber("line"u8, line.Index + 1);
        _json.WriteNumber("offset"u8, line.Offset);
        _json.WriteEndObject();
    }

    private void WriteHistogram(LengthHistogram? histogram)
    {
        if (histogram is null)
        {
            return;
        }

        _json.WriteStartArray("histogram"u8);
        for (int bucket = 0; bucket < histogram.End; bucket++)
        {
            _json.WriteStartObject();
            _json.WriteNumber("lengthMin"u8, LengthHistogram.LengthMin(bucket));
            _json.WriteNumber("lengthMax"u8, LengthHistogram.LengthMax(bucket));
            _json.WriteNumber("lines"u8, histogram[bucket]);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteFailure(InputFailure failure)
    {
        _json.WriteStartObject("failure"u8);
        _json.WriteString("action"u8, failure.Action);
        _json.WriteString("reason"u8, failure.Reason);
        _json.WriteString("advice"u8, failure.Advice);
        _json.WriteEndObject();
    }
}
