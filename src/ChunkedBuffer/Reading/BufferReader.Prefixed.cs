using System;
using System.ComponentModel;
using System.Text;

namespace ChunkedBuffers;

/// <content>Values that have their length in front.</content>
public ref partial struct BufferReader
{
    /// <summary>Reads a length and as many bytes.</summary>
    /// <param name="prefix">How the length is written.</param>
    /// <param name="lengthMax">The longest value to accept, in bytes, without its prefix.</param>
    /// <param name="bytes">The value, borrowed until the next read; or empty.</param>
    /// <returns>
    /// <see cref="ReadStatus.Done"/>; or, with the position in front of the prefix,
    /// <see cref="ReadStatus.NeedMoreData"/>, <see cref="ReadStatus.TooLong"/> when the prefix announces more than
    /// <paramref name="lengthMax"/>, as soon as it does, and <see cref="ReadStatus.Malformed"/> when the prefix is.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    /// <exception cref="InvalidEnumArgumentException">There is no such prefix.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public ReadStatus TryReadLengthPrefixed(LengthPrefix prefix, int lengthMax, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        Bookmark start = Remember();
        ReadStatus status = TryReadLength(prefix, lengthMax, out long length);
        if (status == ReadStatus.Done && !TryReadExact((int)length, out bytes))
        {
            ReturnTo(start);
            status = ReadStatus.NeedMoreData;
        }

        return status;
    }

    /// <summary>Reads a length and as many bytes of text.</summary>
    /// <param name="prefix">How the length is written; it counts bytes.</param>
    /// <param name="lengthMax">The longest text to accept, in bytes, without its prefix.</param>
    /// <param name="encoding">What the bytes mean, and what happens to bytes that mean nothing.</param>
    /// <param name="value">The text when done, else null.</param>
    /// <returns>As <see cref="TryReadLengthPrefixed"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    /// <exception cref="InvalidEnumArgumentException">There is no such prefix.</exception>
    /// <exception cref="DecoderFallbackException">
    /// The encoding throws on invalid bytes, and these are; the position did not move.
    /// </exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public ReadStatus TryReadLengthPrefixedString(
        LengthPrefix prefix, int lengthMax, Encoding encoding, out string? value)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        value = null;
        Bookmark start = Remember();
        ReadStatus status = TryReadLengthPrefixed(prefix, lengthMax, out ReadOnlySpan<byte> bytes);
        if (status == ReadStatus.Done)
        {
            Bookmark end = Remember();
            ReturnTo(start);
            value = encoding.GetString(bytes);
            ReturnTo(end);
        }

        return status;
    }

    /// <summary>
    /// Reads a length and shares as many bytes, without a copy. The source must be a buffer or a slice.
    /// </summary>
    /// <param name="prefix">How the length is written.</param>
    /// <param name="lengthMax">The longest value to accept, in bytes, without its prefix.</param>
    /// <param name="blob">The value. Ownership: shares; the caller disposes it. Empty when not done.</param>
    /// <returns>As <see cref="TryReadLengthPrefixed"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    /// <exception cref="InvalidEnumArgumentException">There is no such prefix.</exception>
    /// <exception cref="InvalidOperationException">
    /// The reader was made over a span or a sequence, which nobody can hold a reference to; or the buffer changed while
    /// it was read.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The slice that the reader was made over was disposed.</exception>
    public ReadStatus TryReadLengthPrefixedBlob(LengthPrefix prefix, long lengthMax, out BufferSlice blob)
    {
        blob = default;
        ThrowIfNotShareable();
        Bookmark start = Remember();
        ReadStatus status = TryReadLength(prefix, lengthMax, out long length);
        if (status != ReadStatus.Done)
        {
            return status;
        }

        Bookmark value = Remember();
        ReturnTo(start);
        long prefixLength = value.SpanStart + value.Index - Consumed;
        if (Remaining - prefixLength < length)
        {
            return ReadStatus.NeedMoreData;
        }

        blob = ShareRange(Consumed + prefixLength, length);
        Advance(prefixLength + length);
        return ReadStatus.Done;
    }

    /// <summary>Reads a prefix and judges it; the position moves only when it is acceptable.</summary>
    private ReadStatus TryReadLength(LengthPrefix prefix, long lengthMax, out long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthMax);
        Bookmark start = Remember();
        ReadStatus status = TryReadPrefix(prefix, out ulong announced);
        length = 0;
        if (status == ReadStatus.Done && announced > (ulong)lengthMax)
        {
            ReturnTo(start);
            return ReadStatus.TooLong;
        }

        length = (long)announced;
        return status;
    }

    private ReadStatus TryReadPrefix(LengthPrefix prefix, out ulong length)
    {
        switch (prefix)
        {
            case LengthPrefix.Byte:
                return Widen(TryRead(out byte length8), length8, out length);
            case LengthPrefix.UInt16BigEndian:
                return Widen(TryReadUInt16BigEndian(out ushort length16), length16, out length);
            case LengthPrefix.UInt16LittleEndian:
                return Widen(TryReadUInt16LittleEndian(out length16), length16, out length);
            case LengthPrefix.UInt24BigEndian:
                return Widen(TryReadUInt24BigEndian(out uint length32), length32, out length);
            case LengthPrefix.UInt24LittleEndian:
                return Widen(TryReadUInt24LittleEndian(out length32), length32, out length);
            case LengthPrefix.UInt32BigEndian:
                return Widen(TryReadUInt32BigEndian(out length32), length32, out length);
            case LengthPrefix.UInt32LittleEndian:
                return Widen(TryReadUInt32LittleEndian(out length32), length32, out length);
            case LengthPrefix.UInt64BigEndian:
                return Widen(TryReadUInt64BigEndian(out ulong length64), length64, out length);
            case LengthPrefix.UInt64LittleEndian:
                return Widen(TryReadUInt64LittleEndian(out length64), length64, out length);
            case LengthPrefix.VarUInt32:
                ReadStatus status = TryReadVarUInt32(out length32);
                length = length32;
                return status;
            case LengthPrefix.VarUInt64:
                return TryReadVarUInt64(out length);
            default:
                throw new InvalidEnumArgumentException(nameof(prefix), (int)prefix, typeof(LengthPrefix));
        }
    }

    private static ReadStatus Widen(bool isRead, ulong value, out ulong length)
    {
        length = value;
        return isRead ? ReadStatus.Done : ReadStatus.NeedMoreData;
    }
}
