namespace ChunkedBuffers;

/// <summary>The parts between runs of ASCII whitespace; none is empty, and whitespace alone has none.</summary>
internal ref struct WordRanges
{
    private readonly ChunkView _view;
    private long _next;

    internal WordRanges(in ChunkView view) => _view = view;

    public SliceRange Current { get; private set; }

    public readonly WordRanges GetEnumerator() => this;

    public bool MoveNext()
    {
        long start = ChunkTrim.IndexOfAnyExcept(_view, ChunkTrim.Whitespace, _next);
        if (start < 0)
        {
            _next = _view.Length;
            return false;
        }

        long end = ChunkSearch.IndexOfAny(_view, ChunkTrim.Whitespace, start, -1);
        end = end < 0 ? _view.Length : end;
        Current = new SliceRange(start, end - start);
        _next = end;
        return true;
    }
}
