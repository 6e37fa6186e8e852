using System;
using System.Globalization;

namespace Nio.Commands;

/// <summary>How a time of expiry is written: a number with a unit from now on, or a moment.</summary>
internal static class ExpirySyntax
{
    internal static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = default;
        double secondsPerUnit = text.Length == 0 ? 0 : text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 60 * 60,
            'd' => 24 * 60 * 60,
            _ => 0,
        };
        if (secondsPerUnit > 0)
        {
            ReadOnlySpan<char> number = text.AsSpan(0, text.Length - 1);
            if (!double.TryParse(
                    number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
                || count <= 0
                || count * secondsPerUnit >= (DateTimeOffset.MaxValue - now).TotalSeconds)
            {
                return false;
            }

            time = now + TimeSpan.FromSeconds(count * secondsPerUnit);
            return true;
        }

        return DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out time) && time > now;
    }
}
