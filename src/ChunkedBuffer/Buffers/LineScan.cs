using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// How far line feeds are known: a look-ahead cursor over the first chunk, and a position behind it up to which there
/// are none.
/// </summary>
/// <remarks>
/// The cursor counts from the start of the chunk's block, and bytes once committed never change, so it stays right
/// while the chunk is consumed at its front and grows at its end. The buffer says when the chunk goes.
/// </remarks>
internal struct LineScan
{
    private MatchCursor _cursor;
    private bool _isStarted;

    /// <summary>Position in the buffer's sequence up to which there is no line feed behind the first chunk.</summary>
    internal long NonePastFirst { get; set; }

    /// <summary>Gets the next line feed of the look-ahead, as an index in the first chunk's block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(out int index) => _cursor.TryNextKnown(out index);

    /// <summary>As <see cref="TryNext"/>, looking further ahead in the first chunk when needed.</summary>
    internal bool TryScan(ref readonly Segment first, byte value, out int index)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _cursor.Reset(first.Start);
        }

        if (_cursor.Scanned == first.End)
        {
            // A long line goes on in later chunks, and each call for it comes by here.
            return _cursor.TryNextKnown(out index);
        }

        return _cursor.TryNext(first.Block.AsSpan(0, first.End), value, out index);
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
