using System;
using System.Diagnostics;

namespace Nio.Lines;

/// <summary>
/// What is known about the lines of one range of a file, kept so that neighbouring ranges can be joined exactly.
/// </summary>
/// <remarks>
/// A range seldom starts or ends where a line does. So the bytes in front of its first delimiter (the head) and behind
/// its last one (the tail) are kept apart: only joining tells the length of the line that they are parts of. Lines
/// that lie wholly inside are final and only summed up. Joining is associative, so ranges can be counted in any order.
/// </remarks>
internal sealed class LineStatistics
{
    private readonly bool _wantsLongest;
    private readonly LengthHistogram? _histogram;
    private long _headLength;
    private LongestLine _longest = LongestLine.None;

    internal LineStatistics(bool wantsLongest, bool wantsHistogram)
    {
        _wantsLongest = wantsLongest;
        _histogram = wantsHistogram ? new LengthHistogram() : null;
    }

    /// <summary>Gets the number of bytes in the range.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Gets the number of delimiters in the range, which is the number of lines that end in it.</summary>
    internal long Delimiters { get; private set; }

    /// <summary>Gets how many bytes are behind the last delimiter; all when there is none.</summary>
    internal long TailLength { get; private set; }

    private bool Measures => _wantsLongest || _histogram is not null;

    /// <summary>Adds bytes of which only the number of delimiters is known.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="delimiters">How many of them are delimiters.</param>
    /// <param name="endsInDelimiter">Whether the last byte is one.</param>
    internal void AddCounted(int bytes, long delimiters, bool endsInDelimiter)
    {
        Debug.Assert(!Measures, "Lengths need the places of the delimiters.");
        Bytes += bytes;
        Delimiters += delimiters;

        // Without the places only this much is known about the tail: whether there is one.
        TailLength = endsInDelimiter ? 0 : 1;
    }

    /// <summary>
    /// Adds delimiters, before the bytes that hold them are added with <see cref="AddBytes"/>.
    /// </summary>
    /// <param name="positions">Where they are, ascending, counted from the end of the bytes added so far.</param>
    internal void AddDelimiters(ReadOnlySpan<int> positions)
    {
        if (positions.IsEmpty)
        {
            return;
        }

        long start = Bytes - TailLength;
        long length = Bytes + positions[0] - start;
        if (Delimiters == 0)
        {
            _headLength = length;
        }
        else
        {
            AddLine(length, Delimiters, start);
        }

        if (_wantsLongest)
        {
            FindLonger(positions);
        }

        _histogram?.AddBetween(positions);
        Delimiters += positions.Length;

        // May be negative until the bytes are added: the tail starts behind the last delimiter.
        TailLength = -(positions[^1] + 1L);
    }

    /// <summary>Adds the bytes whose delimiters were added.</summary>
    internal void AddBytes(int bytes)
    {
        Bytes += bytes;
        TailLength += bytes;
        Debug.Assert(TailLength >= 0, "All delimiters are inside the bytes.");
    }

    /// <summary>Joins the range that follows directly behind this one.</summary>
    internal void Join(LineStatistics next)
    {
        if (next.Bytes == 0)
        {
            return;
        }

        if (!Measures)
        {
            TailLength = next.TailLength;
        }
        else if (next.Delimiters == 0)
        {
            TailLength += next.Bytes;
        }
        else
        {
            JoinLines(next);
            TailLength = next.TailLength;
        }

        Bytes += next.Bytes;
        Delimiters += next.Delimiters;
    }

    /// <summary>
    /// What holds for the range as a whole file: the head is its first line, and a tail is a line without an end.
    /// </summary>
    internal LineReport Report()
    {
        LongestLine longest = _longest;
        LengthHistogram? histogram = null;
        if (_histogram is not null)
        {
            histogram = new LengthHistogram();
            histogram.Add(_histogram);
        }

        if (Measures && Delimiters > 0)
        {
            // The first line comes before all others, so it wins against an equal one.
            longest = _headLength >= longest.Length ? new LongestLine(_headLength, 0, 0) : longest;
            histogram?.Add(_headLength);
        }

        if (Measures && TailLength > 0)
        {
            longest = TailLength > longest.Length
                ? new LongestLine(TailLength, Delimiters, Bytes - TailLength)
                : longest;
            histogram?.Add(TailLength);
        }

        return new LineReport(
            Delimiters,
            Bytes,
            TailLength > 0 ? 1 : 0,
            _wantsLongest && longest.Exists ? longest : null,
            histogram);
    }

    private void JoinLines(LineStatistics next)
    {
        long joined = TailLength + next._headLength;
        if (Delimiters == 0)
        {
            _headLength = joined;
        }
        else
        {
            AddLine(joined, Delimiters, Bytes - TailLength);
        }

        if (next._longest.Length > _longest.Length)
        {
            _longest = next._longest.Behind(Delimiters, Bytes);
        }

        if (next._histogram is not null)
        {
            _histogram?.Add(next._histogram);
        }
    }

    private void AddLine(long length, long index, long offset)
    {
        if (length > _longest.Length)
        {
            _longest = new LongestLine(length, index, offset);
        }

        _histogram?.Add(length);
    }

    private void FindLonger(ReadOnlySpan<int> positions)
    {
        int gapMax = DelimiterGaps.Max(positions);
        if (gapMax - 1 <= _longest.Length)
        {
            return;
        }

        int behind = DelimiterGaps.IndexOf(positions, gapMax);
        _longest = new LongestLine(gapMax - 1, Delimiters + behind, Bytes + positions[behind - 1] + 1);
    }
}
