using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using Nio.Copying;

namespace Nio.Output;

/// <summary>What <c>nio copy</c> did.</summary>
internal sealed record CopySummary(
    CopyRequest Request, CopyTotal Total, IReadOnlyList<CopyFailure> Failures, TimeSpan Elapsed, bool WasCancelled)
{
    internal void WriteText(TextWriter writer)
    {
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{Plural(Total.Files, "file")}"));
        if (Total.Folders > 0)
        {
            writer.Write($", {Plural(Total.Folders, "folder")}, {Plural(Total.Links, "link")}");
        }

        string holes = Total.HoleBytes > 0 ? $" ({Quantity.Bytes(Total.HoleBytes)} of it holes)" : string.Empty;
        writer.Write($", {Quantity.Bytes(Total.Bytes)}{holes} in {Quantity.Time(Elapsed)}");
        writer.WriteLine($" ({Quantity.Rate(Total.Bytes, Elapsed)}){(Request.Verifies ? ", compared" : string.Empty)}");
        foreach ((string way, long files) in Total.Ways)
        {
            writer.WriteLine($"  {Plural(files, "file")} by {DisplayText.Escape(way)}");
        }

        if (Total.Failures > 0)
        {
            writer.WriteLine($"  not copied: {Quantity.Count(Total.Failures)}");
        }

        if (Total.Warnings > 0)
        {
            writer.WriteLine($"  warnings: {Quantity.Count(Total.Warnings)}");
        }
    }

    internal void WriteJson(Stream stream, bool isIndented)
    {
        using (Utf8JsonWriter json = JsonDocuments.CreateWriter(stream, isIndented))
        {
            json.WriteStartObject();
            json.WriteString("source"u8, Request.Source);
            json.WriteString("destination"u8, Request.Destination);
            json.WriteNumber("files"u8, Total.Files);
            json.WriteNumber("folders"u8, Total.Folders);
            json.WriteNumber("links"u8, Total.Links);
            json.WriteNumber("bytes"u8, Total.Bytes);
            json.WriteNumber("holeBytes"u8, Total.HoleBytes);
            json.WriteNumber("seconds"u8, Elapsed.TotalSeconds);
            json.WriteBoolean("compared"u8, Request.Verifies);
            json.WriteStartObject("ways"u8);
            foreach ((string way, long files) in Total.Ways)
            {
                json.WriteNumber(way, files);
            }

            json.WriteEndObject();
            WriteFailures(json, "failures", areWarnings: false);
            WriteFailures(json, "warnings", areWarnings: true);
            json.WriteBoolean("cancelled"u8, WasCancelled);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private void WriteFailures(Utf8JsonWriter json, string name, bool areWarnings)
    {
        json.WriteStartArray(name);
        foreach (CopyFailure failure in Failures)
        {
            if (failure.IsWarning == areWarnings)
            {
                json.WriteStartObject();
                json.WriteString("path"u8, failure.Path);
                json.WriteString("reason"u8, failure.Reason);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static string Plural(long count, string noun) =>
        count == 1 ? $"1 {noun}" : $"{Quantity.Count(count)} {noun}s";
}
