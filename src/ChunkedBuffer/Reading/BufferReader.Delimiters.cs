using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>Values that end where something else begins.</content>
public ref partial struct BufferReader
{
    /// <summary>Reads up to a byte.</summary>
    /// <param name="bytes">What is in front of the delimiter, borrowed until the next read; or empty.</param>
    /// <param name="delimiter">The byte that ends the value.</param>
    /// <param name="advancePastDelimiter">Whether the delimiter is read too, or is the next byte.</param>
    /// <returns>False when the delimiter is not there; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadTo(out ReadOnlySpan<byte> bytes, byte delimiter, bool advancePastDelimiter = true) =>
        TryTake(Find(delimiter), advancePastDelimiter ? 1 : 0, out bytes);

    /// <summary>Reads up to a run of bytes.</summary>
    /// <param name="bytes">What is in front of the delimiter, borrowed until the next read; or empty.</param>
    /// <param name="delimiter">The bytes that end the value; any length, split over chunks in any way.</param>
    /// <param name="advancePastDelimiter">Whether the delimiter is read too, or is what comes next.</param>
    /// <returns>False when the delimiter is not there; the position did not move.</returns>
    /// <exception cref="ArgumentException">The delimiter is empty.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadTo(
        out ReadOnlySpan<byte> bytes, scoped ReadOnlySpan<byte> delimiter, bool advancePastDelimiter = true)
    {
        ThrowIfEmpty(delimiter);
        return TryTake(Find(delimiter), advancePastDelimiter ? delimiter.Length : 0, out bytes);
    }

    /// <summary>
    /// Reads up to a byte that is not escaped. An escape byte takes the byte behind it out of the search, whichever
    /// that is, so an escaped escape does not escape the delimiter. Escapes stay in the value.
    /// </summary>
    /// <param name="bytes">What is in front of the delimiter, borrowed until the next read; or empty.</param>
    /// <param name="delimiter">The byte that ends the value.</param>
    /// <param name="escape">The byte that escapes.</param>
    /// <param name="advancePastDelimiter">Whether the delimiter is read too, or is the next byte.</param>
    /// <returns>False when every delimiter is escaped or there is none; the position did not move.</returns>
    /// <exception cref="ArgumentException">The delimiter and the escape are the same byte.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadTo(
        out ReadOnlySpan<byte> bytes, byte delimiter, byte escape, bool advancePastDelimiter = true)
    {
        if (delimiter == escape)
        {
            ThrowDelimiterIsEscape(escape);
        }

        ReadOnlySpan<byte> unread = _span.Slice(_index);
        EscapedByteFinder finder = new(delimiter, escape);
        long found = finder.FindEnd(unread);
        if (found < 0)
        {
            found = FindAcross(finder, unread.Length, long.MaxValue, 1);
        }

        return TryTake(found, advancePastDelimiter ? 1 : 0, out bytes);
    }

    /// <summary>Reads up to the first byte that is in a set.</summary>
    /// <param name="bytes">What is in front of the delimiter, borrowed until the next read; or empty.</param>
    /// <param name="delimiters">The bytes that end the value.</param>
    /// <param name="advancePastDelimiter">Whether the delimiter is read too, or is the next byte.</param>
    /// <returns>False when none of them is there; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryReadToAny(
        out ReadOnlySpan<byte> bytes, SearchValues<byte> delimiters, bool advancePastDelimiter = true)
    {
        ArgumentNullException.ThrowIfNull(delimiters);
        return TryTake(FindAny(delimiters), advancePastDelimiter ? 1 : 0, out bytes);
    }

    /// <summary>
    /// Reads up to a byte, but not further than a limit, so that a peer cannot make the search endless.
    /// </summary>
    /// <param name="delimiter">The byte that ends the value.</param>
    /// <param name="lengthMax">The most bytes that may stand in front of the delimiter.</param>
    /// <param name="bytes">What is in front of the delimiter, borrowed until the next read; or empty.</param>
    /// <param name="advancePastDelimiter">Whether the delimiter is read too, or is the next byte.</param>
    /// <returns>
    /// <see cref="ReadStatus.Done"/>; or, with the position unmoved, <see cref="ReadStatus.TooLong"/> when more than
    /// <paramref name="lengthMax"/> bytes came without a delimiter, else <see cref="ReadStatus.NeedMoreData"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public ReadStatus TryReadTo(
        byte delimiter, long lengthMax, out ReadOnlySpan<byte> bytes, bool advancePastDelimiter = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthMax);
        long window = SearchWindow(lengthMax, 1);
        bool isRead = TryTake(Find(delimiter, window), advancePastDelimiter ? 1 : 0, out bytes);
        return StatusOf(isRead, window);
    }

    /// <summary>Reads up to a run of bytes, but not further than a limit.</summary>
    /// <param name="delimiter">The bytes that end the value.</param>
    /// <param name="lengthMax">The most bytes that may stand in front of the delimiter.</param>
    /// <param name="bytes">What is in front of the delimiter, borrowed until the next read; or empty.</param>
    /// <param name="advancePastDelimiter">Whether the delimiter is read too, or is what comes next.</param>
    /// <returns>
    /// <see cref="ReadStatus.Done"/>; or, with the position unmoved, <see cref="ReadStatus.TooLong"/> when there are
    /// <paramref name="lengthMax"/> bytes and the delimiter's length without it, else
    /// <see cref="ReadStatus.NeedMoreData"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The delimiter is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public ReadStatus TryReadTo(
        scoped ReadOnlySpan<byte> delimiter,
        long lengthMax,
        out ReadOnlySpan<byte> bytes,
        bool advancePastDelimiter = true)
    {
        ThrowIfEmpty(delimiter);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthMax);
        long window = SearchWindow(lengthMax, delimiter.Length);
        bool isRead = TryTake(Find(delimiter, window), advancePastDelimiter ? delimiter.Length : 0, out bytes);
        return StatusOf(isRead, window);
    }

    /// <summary>Reads <paramref name="length"/> bytes and skips the delimiter behind them; -1 is not found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake(long length, int delimiterLength, out ReadOnlySpan<byte> bytes)
    {
        if ((ulong)length <= (ulong)(_span.Length - _index))
        {
            bytes = _span.Slice(_index, (int)length);
            _index += (int)length;
        }
        else if (length >= 0)
        {
            bytes = TakeAcross(length);
        }
        else
        {
            bytes = default;
            return false;
        }

        Advance(delimiterLength);
        return true;
    }

    private long FindAny(SearchValues<byte> values)
    {
        ReadOnlySpan<byte> unread = _span.Slice(_index);
        int hit = unread.IndexOfAny(values);
        return hit >= 0 ? hit : FindAcross(new AnyByteFinder(values, except: false), unread.Length, long.MaxValue, 1);
    }

    private static long SearchWindow(long lengthMax, int delimiterLength) =>
        lengthMax > long.MaxValue - delimiterLength ? long.MaxValue : lengthMax + delimiterLength;

    private readonly ReadStatus StatusOf(bool isRead, long window) =>
        isRead ? ReadStatus.Done : Remaining >= window ? ReadStatus.TooLong : ReadStatus.NeedMoreData;

    private static void ThrowIfEmpty(scoped ReadOnlySpan<byte> delimiter)
    {
        if (delimiter.IsEmpty)
        {
            throw new ArgumentException(
                "The delimiter is empty; it must have at least one byte.", nameof(delimiter));
        }
    }

    [DoesNotReturn]
    private static void ThrowDelimiterIsEscape(byte escape) => throw new ArgumentException(
        $"The delimiter and its escape are both 0x{escape:X2}, so no delimiter could ever be told from an escape.",
        nameof(escape));
}
