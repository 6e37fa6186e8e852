using System;
using System.Globalization;
using Storage.Lite;

namespace Nio.Commands;

/// <summary>How a range is written, as HTTP has it: first and last byte, from a byte on, or the last ones.</summary>
internal static class RangeSyntax
{
    internal static bool TryParse(string text, out StorageRange range)
    {
        range = default;
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            return false;
        }

        bool hasStart = TryParseNumber(text.AsSpan(0, dash), out long start);
        bool hasEnd = TryParseNumber(text.AsSpan(dash + 1), out long end);
        switch (hasStart, hasEnd)
        {
            case (true, true) when end >= start && end < long.MaxValue - 1:
                range = StorageRange.Bounded(start, end - start + 1);
                return true;
            case (true, false) when dash == text.Length - 1:
                range = StorageRange.From(start);
                return true;
            case (false, true) when dash == 0 && end is > 0 and < long.MaxValue:
                range = StorageRange.Last(end);
                return true;
            default:
                return false;
        }
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
