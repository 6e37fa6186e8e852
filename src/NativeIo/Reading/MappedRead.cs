using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>Reads a mapping from its start.</summary>
internal struct MappedRead : ISequentialRead
{
    private readonly MappedContent _content;
    private long _offset;

    internal MappedRead(MappedContent content)
    {
        _content = content;
        _offset = 0;
    }

    /// <inheritdoc/>
    public IoResult Read(Span<byte> destination)
    {
        int count = _content.Copy(destination, _offset);
        _offset += count;
        return IoResult.Success(count);
    }
}
