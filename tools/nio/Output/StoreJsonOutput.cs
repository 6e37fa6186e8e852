using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using Nio.Stores;

namespace Nio.Output;

/// <summary>One JSON document for the whole run, written as it goes on: a list may have millions of objects.</summary>
internal sealed class StoreJsonOutput : IStoreOutput
{
    /// <summary>So much is kept before it is written.</summary>
    private const int PendingBytesMax = 64 * 1024;

    private readonly StoreRequest _request;
    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;

    /// <param name="request">What the user asked.</param>
    /// <param name="stream">Where to. Ownership: disposed with this.</param>
    /// <param name="isIndented">Whether to lay it out for reading.</param>
    internal StoreJsonOutput(StoreRequest request, Stream stream, bool isIndented)
    {
        _request = request;
        _stream = stream;
        _json = JsonDocuments.CreateWriter(stream, isIndented);
        _json.WriteStartObject();
        _json.WriteString("verb"u8, request.Verb);
        _json.WriteBoolean("preview"u8, request.IsPreview);
        _json.WriteStartArray("objects"u8);
    }

    public void Write(StoreItem item)
    {
        _json.WriteStartObject();
        _json.WriteString(item.IsPrefix ? "prefix"u8 : "key"u8, item.Key);
        _json.WriteString("action"u8, StoreTextOutput.NameOf(item.Action));
        if (item.Length is { } length)
        {
            _json.WriteNumber("length"u8, length);
        }

        WriteTime("modifiedAt"u8, item.ModifiedAt);
        WriteTime("expiresAt"u8, item.ExpiresAt);
        WriteText("etag"u8, item.ETag.Length > 0 ? item.ETag : null);
        if (item.Metadata is { Count: > 0 } metadata)
        {
            _json.WriteStartObject("metadata"u8);
            foreach ((string name, string value) in metadata)
            {
                _json.WriteString(name, value);
            }

            _json.WriteEndObject();
        }

        WriteText("file"u8, item.File);
        WriteText("reason"u8, item.Reason);
        _json.WriteEndObject();
        if (_json.BytesPending > PendingBytesMax)
        {
            _json.Flush();
        }
    }

    public void Flush()
    {
        // Half a document is of no use to anybody; it is written when there is much of it, and at the end.
    }

    public void WriteEnd(StoreJob job, TimeSpan elapsed)
    {
        _json.WriteEndArray();
        _json.WriteStartObject("total"u8);
        foreach (StoreAction action in Enum.GetValues<StoreAction>())
        {
            if (job.Tally[action] > 0 || action == StoreAction.Failed)
            {
                _json.WriteNumber(StoreTextOutput.NameOf(action), job.Tally[action]);
            }
        }

        _json.WriteNumber("bytes"u8, job.Tally.Bytes);
        _json.WriteEndObject();
        _json.WriteNumber("seconds"u8, elapsed.TotalSeconds);
        _json.WriteBoolean("cancelled"u8, job.WasCancelled);
        _json.WriteEndObject();
        _json.Flush();
        _stream.WriteByte((byte)'\n');
    }

    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }

    private void WriteTime(ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            _json.WriteString(name, known.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        }
    }

    private void WriteText(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(name, text);
        }
    }
}
