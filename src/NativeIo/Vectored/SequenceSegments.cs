using System;
using System.Buffers;

namespace NativeIo;

/// <summary>The pieces of a sequence.</summary>
internal struct SequenceSegments : ISegmentSource
{
    private readonly ReadOnlySequence<byte> _sequence;
    private SequencePosition _position;

    internal SequenceSegments(in ReadOnlySequence<byte> sequence)
    {
        _sequence = sequence;
        _position = sequence.Start;
    }

    /// <inheritdoc/>
    public bool TryNext(out ReadOnlyMemory<byte> memory) => _sequence.TryGet(ref _position, out memory);
}
