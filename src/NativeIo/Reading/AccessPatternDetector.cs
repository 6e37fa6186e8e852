using System;
using System.Diagnostics;

namespace NativeIo;

/// <summary>
/// Finds how reads follow each other, and what the system should be told: to read further ahead, not to read ahead, or
/// what comes next where the system cannot see that by itself. Pure.
/// </summary>
/// <remarks>
/// A pattern counts after three reads in a row that fit it, and is left after three that do not: a single jump in a
/// scan changes nothing. Systems find forward scans themselves; a backward or a strided one looks random to them, so
/// the next part is asked for.
/// </remarks>
internal struct AccessPatternDetector
{
    /// <summary>Reads that have to fit before a pattern is believed.</summary>
    internal const int RunMin = 3;

    /// <summary>Bytes that a scan may skip, as one that leaves out what it does not need.</summary>
    internal const long GapMax = 64 * 1024;

    /// <summary>Bytes asked for at a time in front of a backward scan.</summary>
    internal const long BackwardWindow = 1024 * 1024;

    private bool _hasLast;
    private long _lastStart;
    private long _lastEnd;
    private long _lastStride;
    private AccessPattern _candidate;
    private int _run;
    private long _prefetchedFrom;

    /// <summary>Gets the pattern that is believed.</summary>
    internal AccessPattern Pattern { get; private set; }

    /// <summary>Notes a read.</summary>
    internal ReadAheadStep Observe(long offset, long length)
    {
        Debug.Assert(offset >= 0 && length >= 0, "A read is somewhere.");
        if (!_hasLast)
        {
            _hasLast = true;
            Remember(offset, length, 0);
            return default;
        }

        long stride = offset - _lastStart;
        AccessPattern fits = Classify(offset, length, stride);
        _run = fits == _candidate ? _run + 1 : 1;
        _candidate = fits;
        Remember(offset, length, stride);
        FileAdvice? advice = null;
        if (_run >= RunMin && Pattern != fits)
        {
            Pattern = fits;
            _prefetchedFrom = long.MaxValue;
            advice = fits == AccessPattern.Sequential ? FileAdvice.Sequential : FileAdvice.Random;
        }

        (long start, long count) = Pattern == fits ? Next(offset, length, stride) : default;
        return new ReadAheadStep(advice, start, count);
    }

    private readonly AccessPattern Classify(long offset, long length, long stride)
    {
        long gap = offset - _lastEnd;
        if (gap is >= 0 and <= GapMax)
        {
            return AccessPattern.Sequential;
        }

        if (offset + length == _lastStart)
        {
            return AccessPattern.Backward;
        }

        return stride != 0 && stride == _lastStride ? AccessPattern.Strided : AccessPattern.Random;
    }

    /// <summary>What comes next, where the system cannot see it.</summary>
    private (long Start, long Length) Next(long offset, long length, long stride)
    {
        switch (Pattern)
        {
            case AccessPattern.Strided when offset + stride >= 0:
                return (offset + stride, length);
            case AccessPattern.Backward when offset > 0 && offset - (BackwardWindow / 2) < _prefetchedFrom:
                long end = Math.Min(offset, _prefetchedFrom);
                _prefetchedFrom = Math.Max(0, end - BackwardWindow);
                return (_prefetchedFrom, end - _prefetchedFrom);
            default:
                return default;
        }
    }

    private void Remember(long offset, long length, long stride)
    {
        _lastStart = offset;
        _lastEnd = offset + length;
        _lastStride = stride;
    }
}
