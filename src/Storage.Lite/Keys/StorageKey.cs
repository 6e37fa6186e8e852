using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Storage.Lite;

/// <summary>
/// The name of an object: well-formed text that is checked once and compared by its UTF-8 bytes on every backend.
/// </summary>
/// <remarks>
/// <para>A key has 1 to <see cref="BytesMax"/> bytes of UTF-8, no NUL, and no segment between slashes that is
/// <c>.</c> or <c>..</c>. Nothing is trimmed, folded or normalised: keys that differ in a byte are different keys. A
/// backend that cannot hold a key refuses it with <see cref="StorageInvalidKeyException"/>; it never holds it under
/// another one's name.</para>
/// <para>Thread safety: immutable. The default value is no key, and operations refuse it.</para>
/// </remarks>
public readonly struct StorageKey : IEquatable<StorageKey>, IComparable<StorageKey>
{
    /// <summary>The most bytes of UTF-8 that a key has: the limit of S3, which holds for every backend.</summary>
    public const int BytesMax = 1024;

    private readonly string? _text;

    private StorageKey(string text) => _text = text;

    /// <summary>Gets a value indicating whether this is no key.</summary>
    public bool IsEmpty => _text is null;

    /// <summary>Gets the key as text; empty for the default value.</summary>
    public string Text => _text ?? "";

    /// <summary>Makes a key from text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="StorageInvalidKeyException">The text is no key; the exception says why.</exception>
    public static implicit operator StorageKey(string text) => Parse(text);

    /// <summary>Compares two keys by their bytes.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">Another key.</param>
    /// <returns>True when they name the same object.</returns>
    public static bool operator ==(StorageKey left, StorageKey right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">Another key.</param>
    /// <returns>True when they name different objects.</returns>
    public static bool operator !=(StorageKey left, StorageKey right) => !left.Equals(right);

    /// <summary>Makes a key from text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The key.</returns>
    /// <exception cref="StorageInvalidKeyException">The text is no key; the exception says why.</exception>
    public static StorageKey Parse(string text) =>
        TryParse(text, out StorageKey key, out string? reason)
            ? key
            : throw StorageInvalidKeyException.Create(text, reason);

    /// <summary>Makes a key from text, if it is one.</summary>
    /// <param name="text">The text; null is no key.</param>
    /// <param name="key">The key, or the default value.</param>
    /// <param name="reason">Why it is no key, for a person.</param>
    /// <returns>False when the text is no key.</returns>
    public static bool TryParse(string? text, out StorageKey key, [NotNullWhen(false)] out string? reason)
    {
        key = default;
        reason = Refuse(text);
        if (reason is not null)
        {
            return false;
        }

        key = new StorageKey(text!);
        return true;
    }

    /// <summary>Says why text cannot be the beginning of a key, as a prefix of a list.</summary>
    /// <param name="prefix">The prefix; empty is allowed.</param>
    /// <returns>The reason, or null.</returns>
    internal static string? RefusePrefix(string prefix) => prefix.Length == 0 ? null : RefuseText(prefix);

    /// <summary>Orders keys by their UTF-8 bytes, as every backend lists them.</summary>
    /// <param name="other">Another key.</param>
    /// <returns>Less than, equal to or greater than 0.</returns>
    public int CompareTo(StorageKey other) => Utf8Order.Compare(Text, other.Text);

    /// <inheritdoc/>
    public bool Equals(StorageKey other) => string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StorageKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text ?? "", StringComparison.Ordinal);

    /// <summary>Gets the key as text.</summary>
    /// <returns>The text; empty for the default value.</returns>
    public override string ToString() => Text;

    /// <summary>The operations' check of their argument.</summary>
    /// <exception cref="StorageInvalidKeyException">This is the default value.</exception>
    internal void ThrowIfEmpty()
    {
        if (_text is null)
        {
            throw StorageInvalidKeyException.Create("", "it is empty");
        }
    }

    private static string? Refuse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "it is empty";
        }

        string? reason = RefuseText(text);
        if (reason is not null)
        {
            return reason;
        }

        foreach (Range range in text.AsSpan().Split('/'))
        {
            if (text.AsSpan()[range] is "." or "..")
            {
                return "a segment is '.' or '..', which names another folder in a path";
            }
        }

        return null;
    }

    private static string? RefuseText(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return "it has a NUL character";
        }

        int bytes = 0;
        for (int index = 0; index < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, index, out Rune rune))
            {
                return $"the character at {index} is half of a surrogate pair";
            }

            bytes += rune.Utf8SequenceLength;
            index += rune.Utf16SequenceLength;
        }

        return bytes > BytesMax ? $"it has {bytes} bytes of UTF-8, and {BytesMax} is the most" : null;
    }
}
