namespace ChunkedBuffers;

/// <summary>
/// The lines of a view: each ends at a line feed, and one carriage return in front of it belongs to the end. A lone
/// carriage return ends no line. What follows the last line feed is a line unless it is empty.
/// </summary>
internal ref struct LineRanges
{
    private readonly ChunkView _view;
    private readonly bool _keepEnds;
    private long _next;

    internal LineRanges(in ChunkView view, bool keepEnds)
    {
        _view = view;
        _keepEnds = keepEnds;
    }

    public SliceRange Current { get; private set; }

    public readonly LineRanges GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next == _view.Length)
        {
            return false;
        }

        long start = _next;
        long feed = ChunkSearch.IndexOf(_view, (byte)'\n', start, -1);
        _next = feed < 0 ? _view.Length : feed + 1;
        long end = _keepEnds || feed < 0 ? _next : feed;
        if (!_keepEnds && feed > start && IsCarriageReturn(feed - 1))
        {
            end--;
        }

        Current = new SliceRange(start, end - start);
        return true;
    }

    private readonly bool IsCarriageReturn(long offset)
    {
        int index = _view.Seek(offset, out int offsetInChunk);
        return _view[index][offsetInChunk] == '\r';
    }
}
