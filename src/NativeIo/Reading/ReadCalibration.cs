using System;

namespace NativeIo;

/// <summary>What one machine and file system can do, measured once.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record ReadCalibration
{
    /// <summary>Gets the number of the device that the files were on.</summary>
    public ulong Device { get; init; }

    /// <summary>Gets when it was measured, in universal time.</summary>
    public DateTimeOffset MeasuredAt { get; init; }

    /// <summary>Gets the length in bytes of the file that was read.</summary>
    public long FileLength { get; init; }

    /// <summary>Gets the nanoseconds that it takes to open, read and close a file of 4 KiB.</summary>
    public double SmallFileNanoseconds { get; init; }

    /// <summary>Gets the rate of reading cached bytes in order; 0 when it was not measured.</summary>
    public double BufferedCachedBytesPerSecond { get; init; }

    /// <summary>Gets the rate of looking at cached bytes through a mapping; 0 when it was not measured.</summary>
    public double MappedCachedBytesPerSecond { get; init; }

    /// <summary>Gets the rate of reading bytes that are not cached; 0 when it was not measured.</summary>
    public double BufferedColdBytesPerSecond { get; init; }

    /// <summary>Gets the rate of reading around the page cache; 0 when it was not measured.</summary>
    public double DirectColdBytesPerSecond { get; init; }
}
