using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <content>Moving to and over bytes by what they are.</content>
public ref partial struct BufferReader
{
    /// <summary>Moves to a byte.</summary>
    /// <param name="delimiter">The byte to move to.</param>
    /// <param name="advancePastDelimiter">Whether to stop behind it, or in front of it.</param>
    /// <returns>False when it is not there; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryAdvanceTo(byte delimiter, bool advancePastDelimiter = true) =>
        TryAdvanceBy(Find(delimiter), advancePastDelimiter ? 1 : 0);

    /// <summary>Moves to a run of bytes.</summary>
    /// <param name="delimiter">The bytes to move to.</param>
    /// <param name="advancePastDelimiter">Whether to stop behind them, or in front of them.</param>
    /// <returns>False when they are not there; the position did not move.</returns>
    /// <exception cref="ArgumentException">The delimiter is empty.</exception>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryAdvanceTo(scoped ReadOnlySpan<byte> delimiter, bool advancePastDelimiter = true)
    {
        ThrowIfEmpty(delimiter);
        return TryAdvanceBy(Find(delimiter), advancePastDelimiter ? delimiter.Length : 0);
    }

    /// <summary>Moves to the first byte that is in a set.</summary>
    /// <param name="delimiters">The bytes to look for.</param>
    /// <param name="advancePastDelimiter">Whether to stop behind the byte, or in front of it.</param>
    /// <returns>False when none of them is there; the position did not move.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool TryAdvanceToAny(SearchValues<byte> delimiters, bool advancePastDelimiter = true)
    {
        ArgumentNullException.ThrowIfNull(delimiters);
        return TryAdvanceBy(FindAny(delimiters), advancePastDelimiter ? 1 : 0);
    }

    /// <summary>Skips every repetition of a byte.</summary>
    /// <param name="value">The byte to skip.</param>
    /// <returns>How many were skipped.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public long AdvancePast(byte value) => AdvancePastRun(new OtherByteFinder(value));

    /// <summary>Skips bytes while they are in a set.</summary>
    /// <param name="values">The bytes to skip.</param>
    /// <returns>How many were skipped.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public long AdvancePastAny(SearchValues<byte> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return AdvancePastRun(new AnyByteFinder(values, except: true));
    }

    /// <summary>Tells whether a byte comes next.</summary>
    /// <param name="value">The byte to expect.</param>
    /// <param name="advancePast">Whether to read it when it does.</param>
    /// <returns>True when it does; false also at the end.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool IsNext(byte value, bool advancePast = false)
    {
        bool isNext = TryPeek(out byte next) && next == value;
        if (isNext && advancePast)
        {
            _index++;
        }

        return isNext;
    }

    /// <summary>Tells whether a run of bytes comes next. An empty one always does.</summary>
    /// <param name="value">The bytes to expect.</param>
    /// <param name="advancePast">Whether to read them when they do.</param>
    /// <returns>True when they do; false also when there are fewer bytes, even if those are equal.</returns>
    /// <exception cref="InvalidOperationException">The buffer changed while it was read.</exception>
    public bool IsNext(scoped ReadOnlySpan<byte> value, bool advancePast = false)
    {
        bool isNext = value.Length <= _span.Length - _index
            ? _span.Slice(_index).StartsWith(value)
            : IsNextAcross(value);
        if (isNext && advancePast)
        {
            Advance(value.Length);
        }

        return isNext;
    }

    private bool IsNextAcross(scoped ReadOnlySpan<byte> value)
    {
        if (value.Length > RemainingUnchanged)
        {
            return false;
        }

        Bookmark start = Remember();
        bool isEqual = true;
        while (isEqual && !value.IsEmpty)
        {
            ReadOnlySpan<byte> unread = UnreadSpan;
            int count = Math.Min(unread.Length, value.Length);
            isEqual = unread.Slice(0, count).SequenceEqual(value.Slice(0, count));
            value = value.Slice(count);
            _index += count;
        }

        ReturnTo(start);
        return isEqual;
    }

    private bool TryAdvanceBy(long length, int delimiterLength)
    {
        if (length < 0)
        {
            return false;
        }

        Advance(length + delimiterLength);
        return true;
    }

    private long AdvancePastRun<TFinder>(TFinder other)
        where TFinder : struct, IChunkFinder
    {
        ReadOnlySpan<byte> unread = _span.Slice(_index);
        int inChunk = other.FindEnd(unread);
        long count = inChunk >= 0 ? inChunk : FindAcross(other, unread.Length, long.MaxValue, 1);
        count = count >= 0 ? count : Remaining;
        Advance(count);
        return count;
    }
}
