using System;

namespace ChunkedBuffers;

/// <summary>
/// The parts between separators, as bytearray's split gives them: an empty content has one empty part, and
/// neighbouring separators have an empty part between them.
/// </summary>
internal ref struct SplitRanges
{
    private readonly ChunkView _view;
    private readonly ReadOnlySpan<byte> _separator;
    private long _next;
    private int _splitsLeft;
    private bool _isDone;

    /// <summary>Splits at most <paramref name="splitsMax"/> times; -1 for as often as there are separators.</summary>
    /// <exception cref="ArgumentException">The separator is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="splitsMax"/> is less than -1.</exception>
    internal SplitRanges(in ChunkView view, ReadOnlySpan<byte> separator, int splitsMax)
    {
        if (separator.IsEmpty)
        {
            throw new ArgumentException("The separator must not be empty.", nameof(separator));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(splitsMax, -1);
        _view = view;
        _separator = separator;
        _splitsLeft = splitsMax;
    }

    public SliceRange Current { get; private set; }

    public readonly SplitRanges GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_isDone)
        {
            return false;
        }

        long found = _splitsLeft == 0 ? -1 : ChunkSearch.IndexOf(_view, _separator, _next, -1);
        if (found < 0)
        {
            _isDone = true;
            Current = new SliceRange(_next, _view.Length - _next);
            return true;
        }

        Current = new SliceRange(_next, found - _next);
        _next = found + _separator.Length;
        _splitsLeft -= _splitsLeft > 0 ? 1 : 0;
        return true;
    }
}
