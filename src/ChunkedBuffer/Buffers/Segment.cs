using System;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>One chunk of a buffer or slice: a range of a block and the references that its holder has to it.</summary>
/// <remarks>
/// <see cref="Credits"/> counts the references that this segment owns, its own included. Handing one to a slice is a
/// plain decrement; the block's shared count already has it. All of them go back together when the segment goes.
/// </remarks>
internal struct Segment
{
    internal NativeBlock Block;

    /// <summary>Position of the first byte in the sequence that the segment belongs to.</summary>
    internal long Offset;

    internal uint Generation;
    internal int Start;
    internal int Length;
    internal int Credits;

    internal readonly long EndOffset => Offset + Length;

    /// <summary>The committed bytes, borrowed.</summary>
    internal readonly ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Block.AsSpan(Start, Length);
    }
}
