using System;
using System.Globalization;

namespace Nio.Output;

/// <summary>Numbers as a person reads them.</summary>
internal static class Quantity
{
    private const double UnitStep = 1024;
    private const int MillisecondsPerSecond = 1000;

    private static readonly string[] s_units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A number of bytes in three digits or so: "1.5 GiB".</summary>
    internal static string Bytes(double bytes)
    {
        int unit = 0;
        while (bytes >= UnitStep && unit < s_units.Length - 1)
        {
            bytes /= UnitStep;
            unit++;
        }

        string format = unit == 0 || bytes >= 100 ? "0" : bytes >= 10 ? "0.0" : "0.00";
        return $"{bytes.ToString(format, CultureInfo.InvariantCulture)} {s_units[unit]}";
    }

    /// <summary>A limit: the largest number stands for none, null for one that is not known.</summary>
    internal static string Limit(long? value, Func<long, string> show) => value switch
    {
        null => "not known",
        long.MaxValue => "unlimited",
        long number => show(number),
    };

    internal static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A time in the unit that suits it: "12 us", "3.4 ms", "5.6 s", "2:05 min".</summary>
    internal static string Time(TimeSpan time)
    {
        string text = time.TotalMilliseconds switch
        {
            < 1 => $"{time.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture)} us",
            < MillisecondsPerSecond => $"{time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)} ms",
            < 100 * MillisecondsPerSecond => $"{time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s",
            _ => $"{(long)time.TotalMinutes}:{time.Seconds.ToString("00", CultureInfo.InvariantCulture)} min",
        };
        return text;
    }

    /// <summary>Bytes for each second; "-" when no time has passed.</summary>
    internal static string Rate(double bytes, TimeSpan time) =>
        time > TimeSpan.Zero ? $"{Bytes(bytes / time.TotalSeconds)}/s" : "-";
}
