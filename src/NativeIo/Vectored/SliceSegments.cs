using System;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>The chunks of a slice, listed as many at a time as there is room for.</summary>
internal struct SliceSegments : ISegmentSource
{
    private readonly BufferSlice _slice;
    private readonly PinnedPieces _pieces;
    private long _position;
    private int _index;
    private int _count;

    internal SliceSegments(BufferSlice slice, PinnedPieces pieces)
    {
        _slice = slice;
        _pieces = pieces;
    }

    /// <inheritdoc/>
    public bool TryNext(out ReadOnlyMemory<byte> memory)
    {
        if (_index == _count)
        {
            Span<ReadOnlyMemory<byte>> room = _pieces.ListRoom;
            _count = Math.Min(_slice.GetBuffers(room, _position), room.Length);
            _pieces.NoteListed(_count);
            _index = 0;
        }

        memory = _index < _count ? _pieces.ListRoom[_index] : default;
        _position += memory.Length;
        return _index < _count && ++_index > 0;
    }
}
