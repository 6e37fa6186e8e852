using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>Taking up to a delimiter or a line end, without ever looking at a byte twice.</content>
public sealed partial class ChunkedBuffer
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>
    /// Takes the bytes before a delimiter and consumes both. Ownership: the caller disposes the slice.
    /// </summary>
    /// <param name="delimiter">The bytes to look for, at least one.</param>
    /// <param name="taken">The bytes, possibly none; empty when the result is false.</param>
    /// <param name="includeDelimiter">Whether the slice ends with the delimiter.</param>
    /// <returns>False when the delimiter is not there yet; nothing was consumed.</returns>
    /// <exception cref="ArgumentException">The delimiter is empty.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool TryTakeUntil(ReadOnlySpan<byte> delimiter, out BufferSlice taken, bool includeDelimiter = false) =>
        TryTakeUntil(delimiter, long.MaxValue, out taken, includeDelimiter) == TakeStatus.Taken;

    /// <inheritdoc cref="TryTakeUntil(ReadOnlySpan{byte}, out BufferSlice, bool)"/>
    public bool TryTakeUntil(byte delimiter, out BufferSlice taken, bool includeDelimiter = false) =>
        TryTakeUntil(new ReadOnlySpan<byte>(in delimiter), out taken, includeDelimiter);

    /// <summary>
    /// Takes the bytes before a delimiter and consumes both, unless there are too many, so that a peer that never sends
    /// the delimiter cannot make the buffer grow for ever. Ownership: the caller disposes the slice.
    /// </summary>
    /// <param name="delimiter">The bytes to look for, at least one.</param>
    /// <param name="lengthMax">The most bytes before the delimiter.</param>
    /// <param name="taken">The bytes, possibly none; empty unless the result is <see cref="TakeStatus.Taken"/>.</param>
    /// <param name="includeDelimiter">Whether the slice ends with the delimiter.</param>
    /// <returns>Whether bytes were taken, more data is needed, or there are too many bytes.</returns>
    /// <exception cref="ArgumentException">The delimiter is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public TakeStatus TryTakeUntil(
        ReadOnlySpan<byte> delimiter, long lengthMax, out BufferSlice taken, bool includeDelimiter = false)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthMax);
        RequireDelimiter(delimiter);
        taken = default;
        long length = Length;
        long end = lengthMax >= length - delimiter.Length ? length : lengthMax + delimiter.Length;
        long start = _resume.StartFor(delimiter, _front) - _front;
        long found = start < end ? ChunkSearch.IndexOf(View, delimiter, start, end) : -1;
        if (found < 0)
        {
            // A match may still begin in the last bytes looked at, which are fewer than the delimiter has.
            _resume.Remember(delimiter, _front + Math.Max(start, end - delimiter.Length + 1));
            return end < length || length - delimiter.Length >= lengthMax
                ? TakeStatus.TooLong
                : TakeStatus.NeedMoreData;
        }

        taken = Take(includeDelimiter ? found + delimiter.Length : found);
        Skip(includeDelimiter ? 0 : delimiter.Length);
        return TakeStatus.Taken;
    }

    /// <summary>
    /// Takes a line and consumes its end: a line feed, and the carriage return before it if there is one. Ownership:
    /// the caller disposes the slice.
    /// </summary>
    /// <param name="line">The line without its end, possibly empty; empty when the result is false.</param>
    /// <returns>False when there is no line feed yet; nothing was consumed.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public bool TryTakeLine(out BufferSlice line)
    {
        // While the look-ahead is not used up there is a first chunk, and it is the one that was looked at.
        if (_lineScan.TryNext(out int index))
        {
            ref Segment head = ref _segments.First;
            if (index >= head.Start)
            {
                line = TakeLineFromFirst(ref head, index);
                return true;
            }
        }

        line = TakeLineSlow(long.MaxValue, out TakeStatus status);
        return status == TakeStatus.Taken;
    }

    /// <summary>
    /// Takes a line and consumes its end, unless it is too long. Ownership: the caller disposes the slice.
    /// </summary>
    /// <param name="lengthMax">The most bytes of a line without its end.</param>
    /// <param name="line">The line without its end; empty unless the result is <see cref="TakeStatus.Taken"/>.</param>
    /// <returns>Whether a line was taken, more data is needed, or the line is too long.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is negative.</exception>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public TakeStatus TryTakeLine(long lengthMax, out BufferSlice line)
    {
        line = TakeLineSlow(lengthMax, out TakeStatus status);
        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferSlice TakeLineSlow(long lengthMax, out TakeStatus status)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthMax);
        if (!TryFindInFirst(out int index))
        {
            return TakeLineAcross(lengthMax, out status);
        }

        ref Segment head = ref _segments.First;
        if (ContentEnd(in head, index) - head.Start > lengthMax)
        {
            _lineScan.PutBack();
            status = TakeStatus.TooLong;
            return default;
        }

        status = TakeStatus.Taken;
        return TakeLineFromFirst(ref head, index);
    }

    /// <summary>Finds the next line feed in the first chunk, as an index in its block.</summary>
    private bool TryFindInFirst(out int index)
    {
        if (_segments.Count > 0)
        {
            ref Segment head = ref _segments.First;
            while (_lineScan.TryScan(in head, LineFeed, out index))
            {
                // Line feeds that were consumed by other means than lines are behind the front by now.
                if (index >= head.Start)
                {
                    return true;
                }
            }
        }

        index = -1;
        return false;
    }

    /// <summary>Takes the line whose line feed has this index in the first chunk's block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BufferSlice TakeLineFromFirst(ref Segment head, int index)
    {
        int start = head.Start;
        int length = ContentEnd(in head, index) - start;
        BufferSlice line = default;
        if (length > 0)
        {
            TakeCredit(ref head);
            line = new BufferSlice(head.Block, head.Generation, start, length);
        }

        ConsumeFromFirst(ref head, index + 1 - start);
        return line;
    }

    /// <summary>Where a line of the first chunk ends: at the line feed, or at a carriage return before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ContentEnd(ref readonly Segment head, int lineFeed) =>
        lineFeed > head.Start && head.Block.ByteAt(lineFeed - 1) == CarriageReturn ? lineFeed - 1 : lineFeed;

    /// <summary>Takes a line whose line feed is not in the first chunk.</summary>
    private BufferSlice TakeLineAcross(long lengthMax, out TakeStatus status)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        status = TakeStatus.NeedMoreData;
        if (_segments.Count == 0)
        {
            return default;
        }

        long found = -1;
        if (_segments.Count > 1)
        {
            long start = Math.Max(_segments[1].Offset, _lineScan.NonePastFirst) - _front;
            found = FindLineFeedFrom(start);
            _lineScan.NonePastFirst = _front + (found < 0 ? Length : found);
        }

        long before = found < 0 ? Length : found;
        bool hasReturn = before > 0 && before > lengthMax - 1 && ByteAt(before - 1) == CarriageReturn;
        if (before - (hasReturn ? 1 : 0) > lengthMax)
        {
            status = TakeStatus.TooLong;
            return default;
        }

        if (found < 0)
        {
            return default;
        }

        int end = found > 0 && ByteAt(found - 1) == CarriageReturn ? 2 : 1;
        BufferSlice line = Take(found + 1 - end);
        Skip(end);
        status = TakeStatus.Taken;
        return line;
    }

    /// <summary>
    /// Most often only the last chunk grew, and then there is no need to look for the place to go on.
    /// </summary>
    private long FindLineFeedFrom(long start)
    {
        ref Segment last = ref _segments.Last;
        long lastStart = last.Offset - _front;
        if (start < lastStart)
        {
            return ChunkSearch.IndexOf(View, LineFeed, start, Length);
        }

        int index = last.Span[(int)(start - lastStart)..].IndexOf(LineFeed);
        return index < 0 ? -1 : start + index;
    }

    private byte ByteAt(long offset)
    {
        ChunkView view = View;
        int index = view.Seek(offset, out int offsetInChunk);
        return view[index][offsetInChunk];
    }

    private static void RequireDelimiter(ReadOnlySpan<byte> delimiter)
    {
        if (delimiter.IsEmpty)
        {
            ThrowEmptyDelimiter();
        }
    }

    [DoesNotReturn]
    private static void ThrowEmptyDelimiter() => throw new ArgumentException(
        "An empty delimiter is found everywhere, so taking up to it would never end.", "delimiter");
}
