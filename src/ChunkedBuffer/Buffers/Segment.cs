using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>One chunk of a buffer or slice: a range of a block and the references that its holder has to it.</summary>
/// <remarks>
/// <para><see cref="Credits"/> counts the references that this segment owns, its own included. Handing one to a slice
/// is a plain decrement; the block's shared count already has it. All of them go back together when the segment
/// goes.</para>
/// <para>Consuming moves <see cref="Start"/> and nothing else, appending moves <see cref="End"/>: the position in the
/// sequence follows from the distance between block and sequence, which stays the same.</para>
/// </remarks>
internal struct Segment
{
    internal NativeBlock Block;

    /// <summary>
    /// Add it to an index in the block to get the position in the sequence that the segment belongs to.
    /// </summary>
    internal long BlockToSequence;

    internal uint Generation;
    internal int Start;
    internal int End;
    internal int Credits;

    /// <summary>Position of the first byte in the sequence.</summary>
    internal readonly long Offset => BlockToSequence + Start;

    internal readonly int Length => End - Start;

    /// <summary>The committed bytes, borrowed.</summary>
    internal readonly ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Block.AsSpan(Start, End - Start);
    }
}
