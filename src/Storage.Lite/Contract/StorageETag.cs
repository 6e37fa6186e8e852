using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Storage.Lite;

/// <summary>
/// Says which version of an object this is. Two versions of one key that differ have different tags; a tag means
/// nothing for another key. Putting the same bytes again may give the same tag:
/// <see cref="StorageCapabilities.TagsByContent"/>.
/// </summary>
/// <remarks>
/// Sixteen bytes, shown as 32 hexadecimal digits, need no allocation; whatever else a service returns is kept as text,
/// without quotes. Thread safety: immutable. The default value is no tag.
/// </remarks>
public readonly struct StorageETag : IEquatable<StorageETag>
{
    private const int HexLength = 32;

    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789abcdef");

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly string? _text;
    private readonly bool _isSet;

    /// <summary>Makes a tag from sixteen bytes.</summary>
    /// <param name="high">The first eight bytes, big-endian.</param>
    /// <param name="low">The last eight bytes, big-endian.</param>
    public StorageETag(ulong high, ulong low)
    {
        _high = high;
        _low = low;
        _isSet = true;
    }

    private StorageETag(string text)
    {
        _text = text;
        _isSet = true;
    }

    /// <summary>Gets a value indicating whether there is no tag.</summary>
    public bool IsEmpty => !_isSet;

    /// <summary>Compares two tags.</summary>
    /// <param name="left">One tag.</param>
    /// <param name="right">Another tag.</param>
    /// <returns>True when they are the same version.</returns>
    public static bool operator ==(StorageETag left, StorageETag right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    /// <param name="left">One tag.</param>
    /// <param name="right">Another tag.</param>
    /// <returns>True when they are different versions.</returns>
    public static bool operator !=(StorageETag left, StorageETag right) => !left.Equals(right);

    /// <summary>Makes a tag from sixteen bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than sixteen bytes.</exception>
    public static StorageETag FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, 2 * sizeof(ulong));
        return new StorageETag(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));
    }

    /// <summary>Reads a tag as a service or a person writes it.</summary>
    /// <param name="text">The text, with or without the quotes of HTTP; null or empty is no tag.</param>
    /// <returns>The tag.</returns>
    public static StorageETag Parse(string? text)
    {
        ReadOnlySpan<char> bare = text.AsSpan();
        if (bare is ['"', .., '"'])
        {
            bare = bare[1..^1];
        }

        if (bare.IsEmpty)
        {
            return default;
        }

        return bare.Length == HexLength && !bare.ContainsAnyExcept(s_hexDigits)
            ? new StorageETag(ParseHex(bare[..(HexLength / 2)]), ParseHex(bare[(HexLength / 2)..]))
            : new StorageETag(bare.Length == text!.Length ? text : bare.ToString());
    }

    /// <inheritdoc/>
    public bool Equals(StorageETag other) => _isSet == other._isSet && _high == other._high && _low == other._low
        && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StorageETag other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _low, _text);

    /// <summary>Gets the tag as text, without quotes.</summary>
    /// <returns>The text; empty when there is no tag.</returns>
    public override string ToString() => _text
        ?? (_isSet ? string.Create(CultureInfo.InvariantCulture, $"{_high:x16}{_low:x16}") : "");

    private static ulong ParseHex(ReadOnlySpan<char> digits) =>
        ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
