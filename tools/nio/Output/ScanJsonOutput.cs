using System;
using System.IO;
using System.Text.Json;
using NativeIo;
using Nio.Scanning;

namespace Nio.Output;

/// <summary>One JSON document: a row for each file when something is found out about it, and the summary.</summary>
internal sealed class ScanJsonOutput : IScanOutput
{
    private const int PendingBytesMax = 256 * 1024;

    private readonly ScanRequest _request;
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;

    /// <param name="request">What the user asked.</param>
    /// <param name="stream">Where to. Ownership: disposed with this.</param>
    /// <param name="isIndented">Whether to lay it out for reading.</param>
    internal ScanJsonOutput(ScanRequest request, Stream stream, bool isIndented)
    {
        _request = request;
        _stream = stream;
        _json = JsonDocuments.CreateWriter(stream, isIndented);
        _json.WriteStartObject();
        _json.WriteString("mode"u8, request.Mode.ToString());
        _json.WriteStartArray("files"u8);
    }

    public void Write(ScanFileResult result)
    {
        _json.WriteStartObject();
        _json.WriteString("path"u8, result.Path.ToString());
        _json.WriteNumber("bytes"u8, result.Length);
        if (result.Failure is { } failure)
        {
            _json.WriteString("failure"u8, failure);
        }
        else if (result.Answer is { } answer)
        {
            WriteAnswer(answer);
        }

        _json.WriteEndObject();
        if (_json.BytesPending > PendingBytesMax)
        {
            _json.Flush();
        }
    }

    public void WriteEnd(ScanJob job, long failures)
    {
        IoMetricsSnapshot all = job.Sizes.Snapshot();
        _json.WriteEndArray();
        WriteTable(job);
        _json.WriteStartObject("total"u8);
        _json.WriteNumber("files"u8, all.TotalFilesRead);
        _json.WriteNumber("bytes"u8, all.TotalBytesRead);
        _json.WriteNumber("failures"u8, failures);
        _json.WriteNumber("linksLeftOut"u8, job.List.LinksLeftOut);
        _json.WriteNumber("specialsLeftOut"u8, job.List.SpecialsLeftOut);
        _json.WriteNumber("seconds"u8, job.Elapsed.TotalSeconds);
        _json.WriteEndObject();
        WriteLatency(all, "latencyMicroseconds");
        _json.WriteStartArray("slowest"u8);
        foreach ((TimeSpan elapsed, long length, NativePath path) in job.Slowest.Files)
        {
            _json.WriteStartObject();
            _json.WriteString("path"u8, path.ToString());
            _json.WriteNumber("bytes"u8, length);
            _json.WriteNumber("microseconds"u8, elapsed.TotalMicroseconds);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteBoolean("cancelled"u8, job.WasCancelled);
        _json.WriteEndObject();
        _json.Flush();
        _stream.WriteByte((byte)'\n');
    }

    public void Flush()
    {
        // Half a document is of no use to anybody; it is written when there is much of it, and at the end.
        if (_json.BytesPending == 0)
        {
            _stream.Flush();
        }
    }

    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }

    private void WriteAnswer(ContentAnswer answer)
    {
        switch (_request.Mode)
        {
            case ScanMode.Sha256:
                _json.WriteString("sha256"u8, answer.Digest);
                break;
            case ScanMode.Crc32C:
                _json.WriteString("crc32c"u8, answer.Digest);
                break;
            case ScanMode.Lines:
                _json.WriteNumber("lines"u8, answer.Count);
                break;
            case ScanMode.Entropy:
                _json.WriteNumber("entropy"u8, answer.Entropy);
                break;
            default:
                _json.WriteNumber("count"u8, answer.Count);
                _json.WriteStartArray("firstOffsets"u8);
                foreach (long offset in answer.FirstOffsets ?? [])
                {
                    _json.WriteNumberValue(offset);
                }

                _json.WriteEndArray();
                break;
        }
    }

    private void WriteTable(ScanJob job)
    {
        _json.WriteStartArray("sizes"u8);
        foreach ((string name, IoMetricsLine line, IoMetricsSnapshot snapshot) in job.Sizes.Rows())
        {
            _json.WriteStartObject();
            _json.WriteString("size"u8, name);
            _json.WriteString("strategy"u8, line.Strategy.ToString());
            _json.WriteString("backend"u8, line.Backend);
            _json.WriteNumber("files"u8, line.Files);
            _json.WriteNumber("bytes"u8, line.Bytes);
            WriteLatency(snapshot, "latencyMicroseconds");
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteLatency(IoMetricsSnapshot snapshot, string name)
    {
        _json.WriteStartObject(name);
        (string Name, double Value)[] percentiles = [("p50", 50), ("p90", 90), ("p99", 99), ("max", 100)];
        foreach ((string percentile, double value) in percentiles)
        {
            _json.WriteNumber(percentile, snapshot.GetLatency(value).TotalMicroseconds);
        }

        _json.WriteEndObject();
    }
}
