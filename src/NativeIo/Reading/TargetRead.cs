using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>Reads a target from its start.</summary>
internal struct TargetRead : ISequentialRead
{
    private readonly ReadTarget _target;
    private long _offset;

    internal TargetRead(ReadTarget target)
    {
        _target = target;
        _offset = 0;
    }

    /// <inheritdoc/>
    public IoResult Read(Span<byte> destination)
    {
        int count = _target.ReadFull(destination, _offset);
        _offset += count;
        _target.Pass(_offset);
        return IoResult.Success(count);
    }
}
