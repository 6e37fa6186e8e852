using System;
using System.Globalization;

namespace Nio.Commands;

/// <summary>How a delimiter is written on the command line: one character or an escape for one byte.</summary>
internal static class DelimiterSyntax
{
    /// <exception cref="FormatException">The text is not one byte.</exception>
    internal static byte Parse(string text) => TryParse(text, out byte delimiter)
        ? delimiter
        : throw new FormatException($"'{text}' does not stand for one byte.");

    internal static bool TryParse(string text, out byte delimiter)
    {
        delimiter = 0;
        if (text.Length == 1 && char.IsAscii(text[0]))
        {
            delimiter = (byte)text[0];
            return true;
        }

        if (text.Length == 4 && text.StartsWith(@"\x", StringComparison.Ordinal))
        {
            return byte.TryParse(
                text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out delimiter);
        }

        int escape = text switch
        {
            @"\n" => '\n',
            @"\r" => '\r',
            @"\t" => '\t',
            @"\0" => 0,
            @"\\" => '\\',
            _ => -1,
        };
        delimiter = (byte)Math.Max(escape, 0);
        return escape >= 0;
    }
}
