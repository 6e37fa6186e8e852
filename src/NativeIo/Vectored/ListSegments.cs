using System;
using System.Collections.Generic;

namespace NativeIo;

/// <summary>The pieces of a list.</summary>
internal struct ListSegments : ISegmentSource
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _list;
    private readonly int _count;
    private int _index;

    internal ListSegments(IReadOnlyList<ReadOnlyMemory<byte>> list)
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
