using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Text;
using Amazon.S3.Model;

namespace Storage.Lite.S3;

/// <summary>
/// Names and values as headers. Values that a header cannot hold as they are (other than printable ASCII, with spaces
/// at their ends, or of the encoded form themselves) are written as encoded words of RFC 2047, the form in which S3
/// shows them too.
/// </summary>
internal static class ObjectMetadata
{
    /// <summary>What also becomes the content type of the object, for those who fetch it by a URL.</summary>
    internal const string ContentType = "content-type";

    private const string HeaderPrefix = "x-amz-meta-";
    private const string WordStart = "=?UTF-8?B?";
    private const string WordEnd = "?=";

    /// <summary>Takes a copy of what the caller passed.</summary>
    /// <exception cref="ArgumentException">A name is no header's, or is there twice.</exception>
    internal static ReadOnlyDictionary<string, string>? Freeze(
        IReadOnlyDictionary<string, string>? metadata, bool takesUnderscore)
    {
        if (metadata is null || metadata.Count == 0)
        {
            return null;
        }

        var copy = new Dictionary<string, string>(metadata.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in metadata)
        {
            ArgumentNullException.ThrowIfNull(value, nameof(metadata));
            RequireName(name, takesUnderscore);
            if (!copy.TryAdd(name, value))
            {
                throw new ArgumentException(
                    $"The metadata has '{name}' twice: its case does not count.", nameof(metadata));
            }
        }

        return new ReadOnlyDictionary<string, string>(copy);
    }

    internal static void Write(IReadOnlyDictionary<string, string>? metadata, MetadataCollection headers)
    {
        if (metadata is null)
        {
            return;
        }

        foreach ((string name, string value) in metadata)
        {
            headers[name.ToLowerInvariant()] = Encode(value);
        }
    }

    internal static ReadOnlyDictionary<string, string>? Read(MetadataCollection headers)
    {
        if (headers.Count == 0)
        {
            return null;
        }

        var metadata = new Dictionary<string, string>(headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach (string header in headers.Keys)
        {
            string name = header.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase)
                ? header[HeaderPrefix.Length..]
                : header;
            metadata[name] = Decode(headers[header]);
        }

        return new ReadOnlyDictionary<string, string>(metadata);
    }

    internal static string Encode(string value) => IsPlain(value)
        ? value
        : string.Concat(WordStart, Convert.ToBase64String(Encoding.UTF8.GetBytes(value)), WordEnd);

    /// <summary>Reads encoded words; what is something else is taken as it is.</summary>
    internal static string Decode(string header)
    {
        if (!header.StartsWith(WordStart, StringComparison.OrdinalIgnoreCase))
        {
            return header;
        }

        List<byte> bytes = [];
        foreach (string word in header.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isWord = word.StartsWith(WordStart, StringComparison.OrdinalIgnoreCase)
                && word.EndsWith(WordEnd, StringComparison.Ordinal)
                && word.Length >= WordStart.Length + WordEnd.Length;
            byte[] part = new byte[header.Length];
            if (!isWord || !Convert.TryFromBase64String(word[WordStart.Length..^WordEnd.Length], part, out int count))
            {
                return header;
            }

            bytes.AddRange(part.AsSpan(0, count));
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool IsPlain(string value)
    {
        if (value.Length == 0)
        {
            // An empty header is dropped on the way by some.
            return false;
        }

        return value[0] != ' ' && value[^1] != ' '
            && !value.StartsWith("=?", StringComparison.Ordinal)
            && !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
    }

    private static void RequireName(string name, bool takesUnderscore)
    {
        bool isToken = name.Length > 0;
        foreach (char letter in name)
        {
            isToken &= char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' || (letter == '_' && takesUnderscore);
        }

        if (!isToken)
        {
            string underscore = takesUnderscore ? ", underscores" : "";
            throw new ArgumentException(
                $"'{name}' cannot name metadata here: letters and digits of ASCII, dots{underscore} and hyphens can.",
                nameof(name));
        }
    }
}
