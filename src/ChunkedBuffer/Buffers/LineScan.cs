using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// How far line feeds are known: a look-ahead cursor over the first chunk, and a position behind it up to which there are
/// none.
/// </summary>
/// <remarks>
/// The cursor counts from where the chunk started when it was first looked at, and bytes once committed never change, so
/// it stays right while the chunk is consumed at its front and grows at its end. The buffer says when the chunk goes.
/// </remarks>
internal struct LineScan
{
    private MatchCursor _cursor;
    private int _blockStart;
    private bool _isStarted;

    /// <summary>Position in the buffer's sequence up to which there is no line feed behind the first chunk.</summary>
    internal long NonePastFirst { get; set; }

    /// <summary>Gets the next line feed of the look-ahead, as an index in the first chunk's block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(out int index)
    {
        bool hasNext = _cursor.TryNextKnown(out int offset);
        index = _blockStart + offset;
        return hasNext;
    }

    /// <summary>As <see cref="TryNext"/>, looking further ahead in the first chunk when needed.</summary>
    internal bool TryScan(ref readonly Segment first, byte value, out int index)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _blockStart = first.Start;
            _cursor.Reset();
        }

        bool hasNext = _cursor.TryNext(first.Block.AsSpan(_blockStart, first.End - _blockStart), value, out int offset);
        index = _blockStart + offset;
        return hasNext;
    }

    /// <summary>Makes the line feed that was found last the next one again.</summary>
    internal void PutBack() => _cursor.PutBack();

    /// <summary>The first chunk is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndChunk()
    {
        _isStarted = false;
        _cursor.Reset();
    }

    /// <summary>Nothing is known any more.</summary>
    internal void Forget()
    {
        EndChunk();
        NonePastFirst = long.MinValue;
    }
}
