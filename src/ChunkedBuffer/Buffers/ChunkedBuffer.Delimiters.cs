using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChunkedBuffers;

/// <content>Taking up to a delimiter or a line end, without ever looking at a byte twice.</content>
public sealed partial class ChunkedBuffer
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>Takes the bytes before a delimiter and consumes both. Ownership: the caller disposes the slice.</summary>
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
    /// Takes a line and consumes its end: a line feed, and the carriage return before it if there is one. Ownership: the
    /// caller disposes the slice.
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
            int length = index - head.Start;
            if (length >= 0)
            {
                line = TakeLineFromFirst(ref head, length);
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
        if (!TryFindInFirst(out int length))
        {
            return TakeLineAcross(lengthMax, out status);
        }

        if (length > lengthMax && length - CountCarriageReturn(length) > lengthMax)
        {
            _lineScan.PutBack();
            status = TakeStatus.TooLong;
            return default;
        }

        status = TakeStatus.Taken;
        return TakeLineFromFirst(ref _segments.First, length);
    }

    /// <summary>Finds the next line feed in the first chunk; the number of bytes before it.</summary>
    private bool TryFindInFirst(out int length)
    {
        if (_segments.Count > 0)
        {
            ref Segment head = ref _segments.First;
            while (_lineScan.TryScan(in head, LineFeed, out int index))
            {
                // Line feeds that were consumed by other means than lines are behind the front by now.
                length = index - head.Start;
                if (length >= 0)
                {
                    return true;
                }
            }
        }

        length = 0;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BufferSlice TakeLineFromFirst(ref Segment head, int length)
    {
        ReadOnlySpan<byte> bytes = head.Block.AsSpan(head.Start, length);
        int content = bytes.Length > 0 && bytes[^1] == CarriageReturn ? length - 1 : length;
        BufferSlice line = default;
        if (content > 0)
        {
            TakeCredit(ref head);
            line = new BufferSlice(head.Block, head.Generation, head.Start, content);
        }

        ConsumeFromFirst(ref head, length + 1);
        return line;
    }

    /// <summary>1 when the byte before the line feed is a carriage return, for a line inside the first chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int CountCarriageReturn(int length)
    {
        ref Segment head = ref _segments.First;
        return length > 0 && head.Block.AsSpan(head.Start + length - 1, 1)[0] == CarriageReturn ? 1 : 0;
    }

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
            found = ChunkSearch.IndexOf(View, LineFeed, start, Length);
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
