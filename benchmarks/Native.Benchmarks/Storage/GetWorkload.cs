using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>A peer that gets values. In its first pass every byte is compared, then only a few are looked at.</summary>
internal abstract class GetWorkload(StoreWork work) : StoreWorkload(work)
{
    private volatile bool _isChecked;
    private volatile bool _isWrong;

    protected sealed override bool IsRight()
    {
        _isChecked = true;
        return !_isWrong;
    }

    /// <summary>Looks at a value as its user would begin to.</summary>
    protected ulong Look(ReadOnlySpan<byte> value, int key)
    {
        if (!_isChecked)
        {
            Check(value, key);
        }

        return Outcome.Value(value);
    }

    protected ulong Look(BufferSlice value, int key)
    {
        if (!_isChecked)
        {
            Check(value.ToArray(), key);
        }

        return Outcome.Value(value.Length, value.FirstSpan[0]);
    }

    /// <summary>Looks at a part of a value that comes in parts.</summary>
    protected void LookAtPart(BufferSlice part, long start, int key)
    {
        if (!_isChecked)
        {
            LookAtPart(part.ToArray(), start, key);
        }
    }

    protected void LookAtPart(ReadOnlySpan<byte> part, long start, int key)
    {
        if (!_isChecked)
        {
            _isWrong |= !part.SequenceEqual(Work.ValueOf(key).AsSpan((int)start, part.Length));
        }
    }

    private void Check(ReadOnlySpan<byte> value, int key) => _isWrong |= !value.SequenceEqual(Work.ValueOf(key));
}
