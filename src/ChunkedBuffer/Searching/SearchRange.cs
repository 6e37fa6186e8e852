using System;

namespace ChunkedBuffers;

/// <summary>The one place that says what <c>start</c> and <c>end</c> of a search mean.</summary>
internal readonly struct SearchRange
{
    private SearchRange(long start, long end)
    {
        Start = start;
        End = end;
    }

    internal long Start { get; }

    /// <summary>Gets the offset behind the last byte; never more than the length of what is searched.</summary>
    internal long End { get; }

    /// <summary>
    /// Gets the number of bytes; negative when the start lies behind the end, where nothing is found.
    /// </summary>
    internal long Length => End - Start;

    /// <summary>
    /// Checks the arguments: an end of -1 means the length, an end behind the length is cut, a start behind the end is
    /// an empty search.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative or the end less than -1.</exception>
    internal static SearchRange Create(long start, long end, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, -1);
        return new SearchRange(start, end == -1 ? length : Math.Min(end, length));
    }
}
