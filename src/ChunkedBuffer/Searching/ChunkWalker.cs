using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>A position in a view that moves forward over the borders of chunks.</summary>
internal ref struct ChunkWalker
{
    private readonly ChunkView _view;
    private ReadOnlySpan<byte> _rest;
    private int _index;

    /// <summary>Starts at an offset of the view, its end included.</summary>
    internal ChunkWalker(in ChunkView view, long offset)
    {
        _view = view;
        if (view.Count > 0)
        {
            _index = view.Seek(offset, out int offsetInChunk);
            _rest = view[_index][offsetInChunk..];
            SkipEmpty();
        }
    }

    /// <summary>Starts inside a chunk that the caller knows.</summary>
    internal ChunkWalker(in ChunkView view, int index, int offsetInChunk)
    {
        _view = view;
        _index = index;
        _rest = view[index][offsetInChunk..];
        SkipEmpty();
    }

    /// <summary>Gets the bytes from the position to the end of its chunk; empty only at the end of the view.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Moves forward by at most the rest of the chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Advance(int count)
    {
        _rest = _rest[count..];
        if (_rest.IsEmpty)
        {
            SkipEmpty();
        }
    }

    /// <summary>
    /// Compares the next bytes with a piece, as unsigned values, and moves behind what was equal. The view must have as
    /// many bytes left.
    /// </summary>
    /// <returns>0 when they are equal, else the sign of the first difference.</returns>
    internal int CompareNext(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            Debug.Assert(!_rest.IsEmpty, "The caller compares no more than there is.");
            int count = Math.Min(piece.Length, _rest.Length);
            int order = _rest[..count].SequenceCompareTo(piece[..count]);
            if (order != 0)
            {
                return order;
            }

            piece = piece[count..];
            Advance(count);
        }

        return 0;
    }

    /// <summary>Tells whether the next bytes equal a piece; false also when fewer are left.</summary>
    internal bool IsNext(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            int count = Math.Min(piece.Length, _rest.Length);
            if (count == 0 || !_rest[..count].SequenceEqual(piece[..count]))
            {
                return false;
            }

            piece = piece[count..];
            Advance(count);
        }

        return true;
    }

    private void SkipEmpty()
    {
        while (_rest.IsEmpty && _index + 1 < _view.Count)
        {
            _rest = _view[++_index];
        }
    }
}
