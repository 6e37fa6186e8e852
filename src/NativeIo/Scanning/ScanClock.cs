using System.Diagnostics;

namespace NativeIo;

/// <summary>Measures the time of a file without that of its handler.</summary>
internal struct ScanClock
{
    private long _last;

    internal ScanClock(long now) => _last = now;

    /// <summary>The ticks of all laps.</summary>
    internal long Total { get; private set; }

    /// <summary>Ends a lap and begins the next; gives the lap's ticks.</summary>
    internal long Lap()
    {
        long now = Stopwatch.GetTimestamp();
        long ticks = now - _last;
        _last = now;
        Total += ticks;
        return ticks;
    }

    /// <summary>Forgets the time since the last lap.</summary>
    internal void Skip() => _last = Stopwatch.GetTimestamp();
}
