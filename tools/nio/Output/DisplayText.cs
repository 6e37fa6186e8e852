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
        StringBuilder? escaped = null;
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            if (char.IsControl(character))
            {
                escaped ??= new StringBuilder(text, 0, index, text.Length + 8);
                _ = escaped.Append(CultureInfo.InvariantCulture, $@"\x{(int)character:x2}");
            }
            else
            {
                _ = escaped?.Append(character);
            }
        }

        return escaped?.ToString() ?? text;
    }
}
