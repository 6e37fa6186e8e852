using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace NativeIo;

/// <summary>
/// Where a vectored transfer stands in a list of segments: which part the next call takes, and what is left after a
/// call that did less. Arithmetic only; it knows lengths and no memory.
/// </summary>
/// <remarks>
/// A call takes at most so many segments (IOV_MAX) and at most so many bytes (0x7ffff000 on Linux). It may transfer any
/// number of them, also one that ends in the middle of a segment. Empty segments are stepped over. Every byte is in
/// exactly one window, provided that the cursor is advanced by what the system reports.
/// </remarks>
internal struct SegmentCursor
{
    private int _index;
    private int _skip;

    /// <summary>Gets the bytes that were transferred.</summary>
    internal long Transferred { get; private set; }

    /// <summary>
    /// Gets where in a file a byte lies; the place that stands for the handle's own position stays as it is.
    /// </summary>
    /// <exception cref="OverflowException">The position is beyond what a file can have.</exception>
    internal static long PositionOf(long offset, long transferred) =>
        offset < 0 ? offset : checked(offset + transferred);

    /// <summary>Gets the part for the next call; false when everything is transferred.</summary>
    /// <param name="lengths">The lengths of all segments, the same each time.</param>
    /// <param name="countMax">The most segments of one call, at least 1.</param>
    /// <param name="bytesMax">The most bytes of one call, at least 1.</param>
    /// <param name="window">The part.</param>
    internal bool TryNext(ReadOnlySpan<int> lengths, int countMax, long bytesMax, out SegmentWindow window)
    {
        Debug.Assert(countMax > 0, "A call takes at least one segment.");
        Debug.Assert(bytesMax > 0, "A call takes at least one byte.");
        while (_index < lengths.Length && lengths[_index] == _skip)
        {
            _index++;
            _skip = 0;
        }

        if (_index >= lengths.Length)
        {
            window = default;
            return false;
        }

        long bytes = 0;
        int end = _index;
        int lastLength = 0;
        int limit = (int)Math.Min((long)_index + countMax, lengths.Length);
        for (int skip = _skip; end < limit && bytes < bytesMax; end++)
        {
            int part = (int)Math.Min(lengths[end] - skip, bytesMax - bytes);
            lastLength = skip + part;
            bytes += part;
            skip = 0;
        }

        Debug.Assert(bytes > 0, "The first segment has bytes left.");
        window = new SegmentWindow(_index, end - _index, _skip, lastLength, bytes);
        return true;
    }

    /// <summary>Moves on by what a call transferred.</summary>
    /// <param name="lengths">The lengths of all segments, the same each time.</param>
    /// <param name="bytes">What the system reported; 0 changes nothing.</param>
    /// <exception cref="InvalidOperationException">It is more than there was, so the report cannot be true.</exception>
    internal void Advance(ReadOnlySpan<int> lengths, long bytes)
    {
        Debug.Assert(bytes >= 0, "A transfer does not go back.");
        Transferred += bytes;
        while (bytes > 0)
        {
            if (_index >= lengths.Length)
            {
                ThrowBeyondEnd(bytes);
            }

            int left = lengths[_index] - _skip;
            if (bytes < left)
            {
                _skip += (int)bytes;
                return;
            }

            bytes -= left;
            _index++;
            _skip = 0;
        }
    }

    [DoesNotReturn]
    private static void ThrowBeyondEnd(long bytes) => throw new InvalidOperationException(
        $"The system reported {bytes} bytes more than the segments had. The backend miscounts.");
}
