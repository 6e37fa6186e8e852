using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Nio.Stores;

namespace Nio.Output;

/// <summary>A row for each key, the key last.</summary>
internal sealed class StoreTextOutput : IStoreOutput
{
    private const int LengthWidth = 12;
    private const int TimeWidth = 20;

    private readonly StoreRequest _request;
    private readonly StreamWriter _writer;

    /// <param name="request">What the user asked.</param>
    /// <param name="stream">Where to. Ownership: disposed with this.</param>
    internal StoreTextOutput(StoreRequest request, Stream stream)
    {
        _request = request;
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public void Write(StoreItem item)
    {
        string key = DisplayText.Escape(item.Key);
        switch (item.Action)
        {
            case StoreAction.Listed when !_request.IsLong:
                _writer.WriteLine(key);
                break;
            case StoreAction.Listed:
                _writer.WriteLine($"{LengthOf(item)}  {TimeOf(item.ModifiedAt).PadRight(TimeWidth)}  {key}");
                break;
            case StoreAction.Found:
                WriteDetails(item, key);
                break;
            case StoreAction.Stored:
                _writer.WriteLine($"{LengthOf(item)}  {item.ETag}  {key}");
                break;
            case StoreAction.Fetched:
                _writer.WriteLine($"{LengthOf(item)}  {DisplayText.Escape(item.File!)}");
                break;
            case StoreAction.Removed or StoreAction.Absent or StoreAction.Copied or StoreAction.Deleted
                or StoreAction.Encrypted:
                string word = NameOf(item.Action);
                _writer.WriteLine($"{(_request.IsPreview ? "would be " : string.Empty)}{word}  {key}");
                break;
            default:
                // What failed is on standard error; of what is as it was, the end tells how much.
                break;
        }
    }

    public void Flush() => _writer.Flush();

    public void WriteEnd(StoreJob job, TimeSpan elapsed)
    {
        if (!_request.HasSummary)
        {
            return;
        }

        IEnumerable<string> counts = job.Tally.Counts()
            .Select(static pair => $"{NameOf(pair.Action)} {Quantity.Count(pair.Count)}");
        string text = job.Tally.Items == 0 ? "nothing to do" : string.Join(", ", counts);
        string bytes = job.Tally.Bytes > 0
            ? $"; {Quantity.Bytes(job.Tally.Bytes)} ({Quantity.Rate(job.Tally.Bytes, elapsed)})"
            : string.Empty;
        string mood = _request.IsPreview ? "would be: " : string.Empty;
        _writer.WriteLine($"{mood}{text}{bytes} in {Quantity.Time(elapsed)}");
    }

    public void Dispose() => _writer.Dispose();

    internal static string NameOf(StoreAction action) => action.ToString().ToLowerInvariant();

    private void WriteDetails(StoreItem item, string key)
    {
        _writer.WriteLine(key);
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  length    {item.Length}"));
        if (item.ModifiedAt is not null)
        {
            _writer.WriteLine($"  modified  {TimeOf(item.ModifiedAt)}");
        }

        if (item.ETag.Length > 0)
        {
            _writer.WriteLine($"  etag      {DisplayText.Escape(item.ETag)}");
        }

        if (item.ExpiresAt is not null)
        {
            _writer.WriteLine($"  expires   {TimeOf(item.ExpiresAt)}");
        }

        foreach ((string name, string value) in item.Metadata ?? new Dictionary<string, string>())
        {
            _writer.WriteLine($"  metadata  {DisplayText.Escape(name)}={DisplayText.Escape(value)}");
        }
    }

    private static string LengthOf(StoreItem item) => item.IsPrefix || item.Length is not { } length
        ? "-".PadLeft(LengthWidth)
        : length.ToString(CultureInfo.InvariantCulture).PadLeft(LengthWidth);

    private static string TimeOf(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? string.Empty;
}
