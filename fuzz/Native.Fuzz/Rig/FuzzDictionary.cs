using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Native.Fuzz.Rig;

/// <summary>
/// Reads AFL dictionaries: lines of <c>name="text with \xNN, \\ and \" escapes"</c>, and comments after #.
/// </summary>
public static class FuzzDictionary
{
    /// <summary>
    /// The words of the dictionary. A line of another form throws: a word lost by a typo finds nothing.
    /// </summary>
    public static IReadOnlyList<byte[]> Parse(IEnumerable<string> lines)
    {
        var words = new List<byte[]>();
        foreach (string line in lines)
        {
            string trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            int open = trimmed.IndexOf('"', StringComparison.Ordinal);
            if (open < 0 || trimmed.Length < open + 2 || trimmed[^1] != '"')
            {
                throw new InvalidDataException($"Not a dictionary line: {line}");
            }

            words.Add(Unescape(trimmed[(open + 1)..^1], line));
        }

        return words;
    }

    private static byte[] Unescape(string text, string line)
    {
        var word = new List<byte>(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] != '\\')
            {
                word.Add(checked((byte)text[index]));
            }
            else if (index + 3 < text.Length && text[index + 1] == 'x')
            {
                word.Add(byte.Parse(text.AsSpan(index + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                index += 3;
            }
            else if (index + 1 < text.Length && text[index + 1] is '\\' or '"')
            {
                index++;
                word.Add((byte)text[index]);
            }
            else
            {
                throw new InvalidDataException($"Unknown escape in the dictionary line: {line}");
            }
        }

        return [.. word];
    }
}
