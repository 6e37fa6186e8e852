using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Nio.Scanning;

/// <summary>How a pattern is written on the command line: text in UTF-8, with escapes for any byte.</summary>
internal static class PatternSyntax
{
    private const int HexLength = 2;

    /// <summary>False when the text is empty or an escape is not one.</summary>
    internal static bool TryParse(string text, out byte[] pattern)
    {
        List<byte> bytes = [];
        pattern = [];
        Span<byte> encoded = stackalloc byte[sizeof(int)];
        for (int index = 0; index < text.Length;)
        {
            if (text[index] == '\\')
            {
                if (!TryParseEscape(text.AsSpan(index), out byte value, out int length))
                {
                    return false;
                }

                bytes.Add(value);
                index += length;
                continue;
            }

            if (!Rune.TryGetRuneAt(text, index, out Rune rune))
            {
                return false;
            }

            bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
            index += rune.Utf16SequenceLength;
        }

        pattern = [.. bytes];
        return pattern.Length > 0;
    }

    private static bool TryParseEscape(ReadOnlySpan<char> text, out byte value, out int length)
    {
        value = 0;
        length = 2;
        if (text.Length >= 2 + HexLength && text[1] == 'x')
        {
            length = 2 + HexLength;
            return byte.TryParse(
                text.Slice(2, HexLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        int escaped = text.Length < 2 ? -1 : text[1] switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => 0,
            '\\' => '\\',
            _ => -1,
        };
        value = (byte)Math.Max(escaped, 0);
        return escaped >= 0;
    }
}
