using System;
using System.Collections.Generic;

namespace NativeIo;

/// <summary>The pieces of a list of memory that is read to.</summary>
internal struct MemorySegments : ISegmentSource
{
    private readonly IReadOnlyList<Memory<byte>> _list;
    private readonly int _count;
    private int _index;

    internal MemorySegments(IReadOnlyList<Memory<byte>> list)
    {
        _list = list;
        _count = list.Count;
    }

    /// <inheritdoc/>
    public bool TryNext(out ReadOnlyMemory<byte> memory)
    {
        memory = _index < _count ? _list[_index] : default;
        return _index++ < _count;
    }
}
