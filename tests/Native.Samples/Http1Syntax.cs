using System;
using System.Buffers;
using System.Linq;
using System.Text;

namespace Native.Samples;

/// <summary>
/// The characters of RFC 9110 and 9112, as the sets of those that are forbidden, which is what is searched.
/// </summary>
internal static class Http1Syntax
{
    private static readonly SearchValues<byte> s_notToken = Except(static value =>
        char.IsAsciiLetterOrDigit((char)value) || "!#$%&'*+-.^_`|~".Contains((char)value));

    private static readonly SearchValues<byte> s_notVisible = Except(static value => value is > 0x20 and < 0x7F);

    private static readonly SearchValues<byte> s_notText = Except(static value =>
        value is >= 0x20 and not 0x7F || value == '\t');

    internal static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAny(s_notToken);

    internal static bool IsVisible(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAny(s_notVisible);

    /// <summary>Field values and reasons: visible, space, tab and whatever is beyond ASCII; may be empty.</summary>
    internal static bool IsText(ReadOnlySpan<byte> text) => !text.ContainsAny(s_notText);

    internal static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';

    /// <summary>Where the text begins and ends without the blanks around it.</summary>
    internal static Range Trim(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && IsBlank(text[start]))
        {
            start++;
        }

        while (end > start && IsBlank(text[end - 1]))
        {
            end--;
        }

        return start..end;
    }

    /// <summary>Whether a comma-separated list has a word, without case.</summary>
    internal static bool HasWord(ReadOnlySpan<byte> list, ReadOnlySpan<byte> word)
    {
        foreach (Range part in list.Split((byte)','))
        {
            ReadOnlySpan<byte> text = list[part];
            if (Ascii.EqualsIgnoreCase(text[Trim(text)], word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Digits and nothing else; false also when the number is beyond 63 bits.</summary>
    internal static bool TryParseLength(ReadOnlySpan<byte> text, out long length)
    {
        length = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit) || length > (long.MaxValue - (digit - '0')) / 10)
            {
                return false;
            }

            length = (length * 10) + (digit - '0');
        }

        return !text.IsEmpty;
    }

    /// <summary>Hexadecimal digits and nothing else; false also when the number is beyond 63 bits.</summary>
    internal static bool TryParseHex(ReadOnlySpan<byte> text, out long length)
    {
        length = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit) || length > long.MaxValue >> 4)
            {
                return false;
            }

            int value = char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
            length = (length << 4) | (uint)value;
        }

        return !text.IsEmpty;
    }

    private static SearchValues<byte> Except(Func<byte, bool> isAllowed) =>
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(static v => (byte)v).Where(v => !isAllowed(v))]);
}
