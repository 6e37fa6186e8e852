using System;
using System.Diagnostics;

namespace ChunkedBuffers;

/// <summary>
/// Finds a run of bytes in the segments of a sequence, wherever they end inside it, in linear time: between two matches
/// of the first byte it skips with a vectorised search, and from there on it keeps the length of the longest prefix
/// that the bytes so far end with (Knuth, Morris, Pratt), which is all that has to pass from segment to segment.
/// </summary>
internal ref struct NeedleFinder : IChunkFinder
{
    private readonly ReadOnlySpan<byte> _needle;
    private readonly ReadOnlySpan<int> _borders;
    private int _matched;

    /// <param name="needle">What to find; not empty.</param>
    /// <param name="borders">Room for one number per byte of the needle.</param>
    internal NeedleFinder(ReadOnlySpan<byte> needle, Span<int> borders)
    {
        Debug.Assert(!needle.IsEmpty && borders.Length >= needle.Length, "The caller checks and brings the room.");
        _needle = needle;
        _borders = borders;
        borders[0] = 0;
        int matched = 0;
        for (int index = 1; index < needle.Length; index++)
        {
            while (matched > 0 && needle[matched] != needle[index])
            {
                matched = borders[matched - 1];
            }

            if (needle[matched] == needle[index])
            {
                matched++;
            }

            borders[index] = matched;
        }
    }

    /// <inheritdoc/>
    public int FindEnd(ReadOnlySpan<byte> chunk)
    {
        int index = 0;
        while (index < chunk.Length)
        {
            if (_matched == 0)
            {
                int first = chunk.Slice(index).IndexOf(_needle[0]);
                if (first < 0)
                {
                    return -1;
                }

                index += first;
            }

            while (_matched > 0 && _needle[_matched] != chunk[index])
            {
                _matched = _borders[_matched - 1];
            }

            if (_needle[_matched] == chunk[index])
            {
                _matched++;
            }

            if (_matched == _needle.Length)
            {
                return index;
            }

            index++;
        }

        return -1;
    }
}
