using System;
using System.Globalization;
using System.Text;

namespace Nio.Output;

/// <summary>Makes text from outside safe to show.</summary>
internal static class DisplayText
{
    /// <summary>
    /// Writes control characters as escapes: a file name can hold line ends, which would break rows, and terminal
    /// commands, which would be obeyed.
    /// </summary>
    internal static string Escape(string text)
    {
        if (!Array.Exists(text.ToCharArray(), char.IsControl))
        {
            return text;
        }

        StringBuilder escaped = new();
        foreach (char character in text)
        {
            _ = char.IsControl(character)
                ? escaped.Append(CultureInfo.InvariantCulture, $@"\x{(int)character:x2}")
                : escaped.Append(character);
        }

        return escaped.ToString();
    }
}
