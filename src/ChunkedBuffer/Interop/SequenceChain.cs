using System;
using System.Buffers;
using System.Diagnostics;

namespace ChunkedBuffers;

/// <summary>
/// Shows chunks as a <see cref="ReadOnlySequence{T}"/>: a linked list of reusable segments that follows a buffer as it
/// grows at the end and is consumed at the front, so that a long message is not listed anew for every read.
/// </summary>
/// <remarks>
/// Positions count from the start of the stream of bytes, not of the buffer, so consuming does not change them. The
/// chain holds no references: a lease or a pipe that owns it keeps the blocks. Used by one thread at a time.
/// </remarks>
internal sealed class SequenceChain
{
    /// <summary>
    /// Segments kept for reuse; a message of more chunks than this leaves the rest to the garbage collector.
    /// </summary>
    private const int IdleMax = 1024;

    /// <summary>
    /// Guards a leased chain against use after its lease was disposed; a pipe's own chain does not need it.
    /// </summary>
    internal ReferenceCount References;

    private ChainSegment? _first;
    private ChainSegment? _last;
    private ChainSegment? _idle;
    private int _idleCount;

    /// <summary>
    /// Follows the chunks up to <paramref name="end"/>; <paramref name="front"/> is the position of the view's first
    /// byte.
    /// </summary>
    internal void Extend(in ChunkView view, long front, long end)
    {
        Debug.Assert(end - front <= view.Length, "The chunks hold all bytes that are to be shown.");
        long covered = _last is null ? front : _last.EndOffset;
        if (covered >= end)
        {
            return;
        }

        int index = view.Seek(covered - front, out int start);
        while (covered < end)
        {
            ref readonly Segment segment = ref view.Segment(index++);
            int length = (int)Math.Min(segment.Length - start, end - covered);
            if (_last is null || !_last.TryExtend(in segment, start, length))
            {
                Add(in segment, start, length, covered);
            }

            covered += length;
            start = 0;
        }
    }

    /// <summary>The bytes between two positions that the chain covers; without positions when there are none.</summary>
    internal ReadOnlySequence<byte> Slice(long start, long end)
    {
        if (start == end)
        {
            return default;
        }

        Debug.Assert(_first is not null && _first.Offset <= start && _last!.EndOffset == end, "Extend was called.");
        return new ReadOnlySequence<byte>(_first, (int)(start - _first.Offset), _last!, (int)(end - _last!.Offset));
    }

    /// <summary>Lets go of the segments whose last byte lies before the position.</summary>
    internal void DropBefore(long position)
    {
        while (_first is not null && _first.EndOffset <= position)
        {
            ChainSegment dropped = _first;
            _first = dropped.NextSegment;
            PutAside(dropped);
        }

        if (_first is null)
        {
            _last = null;
        }
    }

    internal void Clear() => DropBefore(long.MaxValue);

    /// <summary>
    /// Translates a position of a sequence of this chain; false when it has none or is stale or foreign.
    /// </summary>
    internal bool TryGetOffset(SequencePosition position, out long offset)
    {
        if (position.GetObject() is not ChainSegment segment || !ReferenceEquals(segment.Chain, this))
        {
            offset = 0;
            return false;
        }

        offset = segment.Offset + position.GetInteger();
        return true;
    }

    private void Add(ref readonly Segment segment, int start, int length, long offset)
    {
        ChainSegment added = _idle ?? new ChainSegment();
        if (_idle is not null)
        {
            _idle = added.NextSegment;
            _idleCount--;
            added.Link(null);
        }

        added.Show(this, in segment, start, length, offset);
        _last?.Link(added);
        _first ??= added;
        _last = added;
    }

    private void PutAside(ChainSegment segment)
    {
        segment.Forget();
        if (_idleCount < IdleMax)
        {
            segment.Link(_idle);
            _idle = segment;
            _idleCount++;
        }
    }
}
