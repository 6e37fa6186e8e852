using System;
using System.Text;

namespace Storage.Lite;

/// <summary>Makes a key from a name that somebody else chose, as of an uploaded file.</summary>
/// <remarks>
/// Different names may become the same key; who cannot have that puts an identifier before. Thread safety: any number
/// of threads.
/// </remarks>
public static class StorageKeySanitizer
{
    /// <summary>The most characters that are kept, so that every backend takes the key as one segment.</summary>
    public const int CharsMax = 80;

    /// <summary>Makes one segment of a key that every backend takes.</summary>
    /// <param name="name">The name; a path's folders are dropped, whichever slashes it has.</param>
    /// <returns>Letters, digits, dots, hyphens and underscores; never empty, and never beginning with a dot.</returns>
    public static StorageKey Sanitize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int start = name.AsSpan().LastIndexOfAny('/', '\\') + 1;
        var text = new StringBuilder();
        foreach (char unit in name.AsSpan(start))
        {
            bool isKept = char.IsAsciiLetterOrDigit(unit) || unit is '-' or '_' || (unit == '.' && text.Length > 0);
            _ = text.Append(isKept ? unit : '_');
        }

        // The end has the extension, so what is too much goes from the beginning.
        string kept = text.Length > CharsMax ? text.ToString(text.Length - CharsMax, CharsMax) : text.ToString();
        kept = kept.TrimEnd('.');
        return kept.Length == 0 ? "_" : kept[0] == '.' ? $"_{kept[1..]}" : kept;
    }
}
