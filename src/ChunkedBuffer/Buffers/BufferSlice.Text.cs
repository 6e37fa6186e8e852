using System;
using System.Text;

namespace ChunkedBuffers;

/// <content>Reading the content as text and numbers.</content>
public readonly partial struct BufferSlice
{
    /// <summary>Decodes the bytes as text, also where a code point is split over chunks.</summary>
    /// <param name="encoding">How to decode; null means UTF-8. A byte order mark is kept.</param>
    /// <returns>The text; malformed bytes become what the encoding replaces them by.</returns>
    /// <exception cref="InvalidOperationException">The text is longer than a string can be.</exception>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public string GetString(Encoding? encoding = null)
    {
        Segment scratch = default;
        return ChunkText.GetString(View(ref scratch), encoding);
    }

    /// <summary>Tells whether the bytes are well-formed UTF-8.</summary>
    /// <returns>Whether they are; false also when the last code point is cut off.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool IsValidUtf8()
    {
        Segment scratch = default;
        return ChunkText.ValidateUtf8(View(ref scratch)) == Utf8Validity.Valid;
    }

    /// <summary>Tells whether the bytes are well-formed UTF-8, or may become so when more arrive.</summary>
    /// <returns>What they are.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public Utf8Validity ValidateUtf8()
    {
        Segment scratch = default;
        return ChunkText.ValidateUtf8(View(ref scratch));
    }

    /// <summary>
    /// Reads the bytes as a signed 64-bit integer, independent of culture. The whole content must be the number, in at
    /// most 64 ASCII characters.
    /// </summary>
    /// <param name="value">The number; 0 when the result is false.</param>
    /// <returns>Whether the content is such a number.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool TryParse(out long value)
    {
        Segment scratch = default;
        return ChunkNumber.TryParse(View(ref scratch), out value);
    }

    /// <summary>
    /// Reads the bytes as an unsigned 64-bit integer, independent of culture. The whole content must be the number, in
    /// at most 64 ASCII characters.
    /// </summary>
    /// <param name="value">The number; 0 when the result is false.</param>
    /// <returns>Whether the content is such a number.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool TryParse(out ulong value)
    {
        Segment scratch = default;
        return ChunkNumber.TryParse(View(ref scratch), out value);
    }

    /// <summary>
    /// Reads the bytes as a floating-point number, independent of culture. The whole content must be the number, in at
    /// most 64 ASCII characters.
    /// </summary>
    /// <param name="value">The number; 0 when the result is false.</param>
    /// <returns>Whether the content is such a number.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool TryParse(out double value)
    {
        Segment scratch = default;
        return ChunkNumber.TryParse(View(ref scratch), out value);
    }

    /// <summary>
    /// Reads the bytes as a decimal number, independent of culture. The whole content must be the number, in at most 64
    /// ASCII characters.
    /// </summary>
    /// <param name="value">The number; 0 when the result is false.</param>
    /// <returns>Whether the content is such a number.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool TryParse(out decimal value)
    {
        Segment scratch = default;
        return ChunkNumber.TryParse(View(ref scratch), out value);
    }
}
