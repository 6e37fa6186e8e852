using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <content>The cold side: moving between chunks and joining values that lie in several.</content>
public ref partial struct BufferReader
{
    /// <summary>
    /// <see cref="Remaining"/>, asked where a read is about to fail: a source that changed is a mistake of the caller
    /// and must not look like bytes that are still to come.
    /// </summary>
    private readonly long RemainingUnchanged
    {
        get
        {
            ThrowIfChanged();
            return Remaining;
        }
    }

    /// <summary>
    /// Moves forward to the next chunk that has bytes. The current one must be used up. False at the end, and then
    /// nothing moved.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MoveToNextChunk()
    {
        Debug.Assert(_index == _span.Length, "Bytes of the current chunk would be skipped.");
        ThrowIfChanged();
        if (Consumed == _length)
        {
            return false;
        }

        long start = Consumed;
        ReadOnlySpan<byte> next;
        do
        {
            if (_isSequence)
            {
                bool isThere = _sequence.TryGet(ref _next, out ReadOnlyMemory<byte> memory);
                Debug.Assert(isThere, "The sequence has the bytes that its length counts.");
                next = memory.Span;
            }
            else
            {
                next = _view[++_chunk];
            }
        }
        while (next.IsEmpty);

        EnterChunk(next, start, 0);
        return true;
    }

    /// <summary>Moves anywhere. The caller validated the offset.</summary>
    private void MoveTo(long offset)
    {
        Debug.Assert(offset >= 0 && offset <= _length, "The caller validated the offset.");
        ThrowIfChanged();
        if (_isSequence)
        {
            // The chunk begins at the offset from here on; what is in front of it is found again the same way.
            _next = _sequence.GetPosition(offset);
            ReadOnlySpan<byte> rest = default;
            while (rest.IsEmpty && _sequence.TryGet(ref _next, out ReadOnlyMemory<byte> memory))
            {
                rest = memory.Span;
            }

            EnterChunk(rest, offset, 0);
        }
        else if (_view.Count > 0)
        {
            _chunk = _view.Seek(offset, out int offsetInChunk);
            EnterChunk(_view[_chunk], offset - offsetInChunk, offsetInChunk);
        }
        else
        {
            _index = (int)offset;
        }
    }

    private void EnterChunk(ReadOnlySpan<byte> span, long start, int index)
    {
        _span = span;
        _spanStart = start;
        _index = index;
        _lineBase = NoWindow;
    }

    /// <summary>Reads bytes that are known to be there, over as many chunks as they lie in.</summary>
    private void CopyAcross(scoped Span<byte> destination)
    {
        Debug.Assert(destination.Length <= Remaining, "The caller asked whether the bytes are there.");
        while (true)
        {
            int count = Math.Min(_span.Length - _index, destination.Length);
            _span.Slice(_index, count).CopyTo(destination);
            _index += count;
            destination = destination.Slice(count);
            if (destination.IsEmpty)
            {
                return;
            }

            MoveToNextChunk();
        }
    }

    /// <summary>
    /// Reads bytes that are known to be there as one span: the source's own memory when they lie in one chunk, else a
    /// copy in the scratch block.
    /// </summary>
    private ReadOnlySpan<byte> TakeAcross(long length)
    {
        Debug.Assert(length >= 0 && length <= Remaining, "The caller asked whether the bytes are there.");
        if (length > _span.Length - _index && _index == _span.Length)
        {
            MoveToNextChunk();
        }

        if (length <= _span.Length - _index)
        {
            ReadOnlySpan<byte> whole = _span.Slice(_index, (int)length);
            _index += (int)length;
            return whole;
        }

        if (length > BlockDepot.LengthMax)
        {
            ThrowTooLongForSpan(length);
        }

        // The rental can fail, so it comes before the position moves.
        ThrowIfChanged();
        Span<byte> joined = _scratch.Rent(_pool, (int)length);
        CopyAcross(joined);
        return joined;
    }

    private readonly Bookmark Remember() => new()
    {
        Span = _span,
        SpanStart = _spanStart,
        Next = _next,
        Index = _index,
        Chunk = _chunk,
    };

    private void ReturnTo(scoped in Bookmark bookmark)
    {
        _chunk = bookmark.Chunk;
        _next = bookmark.Next;
        EnterChunk(bookmark.Span, bookmark.SpanStart, bookmark.Index);
    }

    [DoesNotReturn]
    private static void ThrowTooLongForSpan(long length) => throw new NotSupportedException(
        $"A value of {length} bytes in several chunks cannot be one span of at most {BlockDepot.LengthMax} bytes; " +
        "read it as a blob.");

    /// <summary>A position to come back to, so that a look ahead can use the ordinary moves.</summary>
    private ref struct Bookmark
    {
        internal ReadOnlySpan<byte> Span;
        internal long SpanStart;
        internal SequencePosition Next;
        internal int Index;
        internal int Chunk;
    }
}
