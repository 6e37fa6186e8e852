using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NativeIo;

/// <summary>Writes a calibration as lines of text and reads it again. Pure.</summary>
internal static class CalibrationText
{
    /// <summary>The first line; another one means another version, whose numbers may mean something else.</summary>
    private const string Head = "NativeIo calibration 1";

    internal static string Format(ReadCalibration calibration) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Head}\n"
        + $"device {calibration.Device}\n"
        + $"measured-at {calibration.MeasuredAt:O}\n"
        + $"file-length {calibration.FileLength}\n"
        + $"small-file-ns {calibration.SmallFileNanoseconds:R}\n"
        + $"buffered-cached {calibration.BufferedCachedBytesPerSecond:R}\n"
        + $"mapped-cached {calibration.MappedCachedBytesPerSecond:R}\n"
        + $"buffered-cold {calibration.BufferedColdBytesPerSecond:R}\n"
        + $"direct-cold {calibration.DirectColdBytesPerSecond:R}\n");

    /// <summary>False when the text is about another device, or no calibration.</summary>
    internal static bool TryParse(string text, ulong device, [NotNullWhen(true)] out ReadCalibration? calibration)
    {
        calibration = null;
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Head)
        {
            return false;
        }

        Dictionary<string, string> values = [];
        foreach (string line in lines.AsSpan(1))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0 || !values.TryAdd(line[..space], line[(space + 1)..]))
            {
                return false;
            }
        }

        bool isComplete = TryGetNumber(values, "file-length", out double length)
            & TryGetNumber(values, "small-file-ns", out double small)
            & TryGetNumber(values, "buffered-cached", out double bufferedCached)
            & TryGetNumber(values, "mapped-cached", out double mappedCached)
            & TryGetNumber(values, "buffered-cold", out double bufferedCold)
            & TryGetNumber(values, "direct-cold", out double directCold);
        if (!isComplete
            || !ulong.TryParse(values.GetValueOrDefault("device"), CultureInfo.InvariantCulture, out ulong found)
            || found != device
            || !DateTimeOffset.TryParse(
                values.GetValueOrDefault("measured-at"), CultureInfo.InvariantCulture, out DateTimeOffset measuredAt))
        {
            return false;
        }

        calibration = new ReadCalibration
        {
            Device = device,
            MeasuredAt = measuredAt,
            FileLength = (long)length,
            SmallFileNanoseconds = small,
            BufferedCachedBytesPerSecond = bufferedCached,
            MappedCachedBytesPerSecond = mappedCached,
            BufferedColdBytesPerSecond = bufferedCold,
            DirectColdBytesPerSecond = directCold,
        };
        return true;
    }

    /// <summary>A number that a measurement can have given: not negative, not infinite.</summary>
    private static bool TryGetNumber(Dictionary<string, string> values, string name, out double number) =>
        double.TryParse(values.GetValueOrDefault(name), CultureInfo.InvariantCulture, out number)
        && double.IsFinite(number)
        && number >= 0;
}
