using System.Buffers;
using System.Collections.Generic;

namespace Native.Fuzz.Models;

/// <summary>A segment of a <see cref="ReadOnlySequence{T}"/> that a target reads from.</summary>
internal sealed class SequencePiece : ReadOnlySequenceSegment<byte>
{
    private SequencePiece(byte[] bytes, long start)
    {
        Memory = bytes;
        RunningIndex = start;
    }

    /// <summary>A sequence of these pieces, empty ones included: sequences may have those.</summary>
    public static ReadOnlySequence<byte> Sequence(IReadOnlyList<byte[]> pieces)
    {
        var first = new SequencePiece([], 0);
        SequencePiece last = first;
        foreach (byte[] piece in pieces)
        {
            var next = new SequencePiece(piece, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
