using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ChunkedBuffers;

/// <content>Text of known length.</content>
public ref partial struct BufferReader
{
    /// <summary>Reads UTF-8 text; bytes that are not become U+FFFD.</summary>
    /// <param name="lengthBytes">How many bytes to decode.</param>
    /// <param name="value">The text, or null.</param>
    /// <returns>False when there are not that many; the position did not move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadString(int lengthBytes, [NotNullWhen(true)] out string? value) =>
        TryReadString(lengthBytes, Encoding.UTF8, out value);

    /// <summary>Reads text. Code points that chunks split are decoded whole.</summary>
    /// <param name="lengthBytes">How many bytes to decode.</param>
    /// <param name="encoding">What the bytes mean, and what happens to bytes that mean nothing.</param>
    /// <param name="value">The text, or null.</param>
    /// <returns>False when there are not that many; the position did not move.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="DecoderFallbackException">
    /// The encoding throws on invalid bytes, and these are; the position did not move.
    /// </exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadString(int lengthBytes, Encoding encoding, [NotNullWhen(true)] out string? value)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        int unread = _span.Length - _index;
        if (lengthBytes <= unread)
        {
            value = encoding.GetString(_span.Slice(_index, lengthBytes));
            _index += lengthBytes;
            return true;
        }

        value = null;
        if (lengthBytes > RemainingUnchanged)
        {
            return false;
        }

        Bookmark start = Remember();
        ReadOnlySpan<byte> bytes = TakeAcross(lengthBytes);
        Bookmark end = Remember();
        ReturnTo(start);
        value = encoding.GetString(bytes);
        ReturnTo(end);
        return true;
    }
}
