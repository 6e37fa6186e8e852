using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>
/// How far line feeds are known: a look-ahead cursor over the first chunk, and a position behind it up to which there are
/// none.
/// </summary>
/// <remarks>
/// The cursor counts from where the chunk started when it was first looked at, and bytes once committed never change, so
/// it stays right while the chunk is consumed at its front and grows at its end.
/// </remarks>
internal struct LineScan
{
    /// <summary>Finds line feeds in the chunk that <see cref="Covers"/> says.</summary>
    internal MatchCursor Cursor;

    private NativeBlock? _block;
    private uint _generation;
    private long _blockToStream;

    /// <summary>Index in the block that the cursor counts from.</summary>
    internal int BlockStart { get; private set; }

    /// <summary>Absolute position up to which there is no line feed behind the first chunk.</summary>
    internal long NonePastFirst { get; set; }

    /// <summary>True when the cursor was started on this chunk; the mapping tells two chunks of one block apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool Covers(ref readonly Segment segment) =>
        ReferenceEquals(_block, segment.Block) && _blockToStream == segment.Offset - segment.Start
        && _generation == segment.Generation;

    /// <summary>Starts over at the front of a chunk.</summary>
    internal void Start(ref readonly Segment segment)
    {
        _block = segment.Block;
        _generation = segment.Generation;
        _blockToStream = segment.Offset - segment.Start;
        BlockStart = segment.Start;
        Cursor.Reset();
    }

    internal void Forget()
    {
        _block = null;
        NonePastFirst = long.MinValue;
    }
}
