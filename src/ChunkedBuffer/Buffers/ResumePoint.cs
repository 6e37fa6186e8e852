using System;

namespace ChunkedBuffers;

/// <summary>
/// Remembers how far a delimiter was searched for in vain, so that asking again after more data never looks at a byte
/// twice. Positions are absolute, so consuming does not disturb it.
/// </summary>
internal struct ResumePoint
{
    /// <summary>The delimiter by value: the caller may change or reuse its own array.</summary>
    private byte[]? _delimiter;

    private int _delimiterLength;
    private long _position;

    /// <summary>
    /// Gets the position before which this delimiter does not begin; the front when nothing is known.
    /// </summary>
    internal readonly long StartFor(ReadOnlySpan<byte> delimiter, long front) =>
        _delimiterLength > 0 && delimiter.SequenceEqual(_delimiter.AsSpan(0, _delimiterLength))
            ? Math.Max(_position, front)
            : front;

    /// <summary>Notes that the delimiter begins nowhere before the position.</summary>
    internal void Remember(ReadOnlySpan<byte> delimiter, long position)
    {
        if (_delimiter is null || _delimiter.Length < delimiter.Length)
        {
            _delimiter = new byte[Math.Max(16, delimiter.Length)];
        }

        delimiter.CopyTo(_delimiter);
        _delimiterLength = delimiter.Length;
        _position = position;
    }

    /// <summary>Forgets, because bytes came or went other than by appending and consuming.</summary>
    internal void Forget() => _delimiterLength = 0;
}
