using System;

namespace NativeIo;

/// <summary>How far a scan has come, or what it did when it is over; a snapshot.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record ScanStatistics
{
    /// <summary>Gets the number of files that are over, failed ones too.</summary>
    public long Files { get; init; }

    /// <summary>Gets the number of files that could not be read to their end.</summary>
    public long FailedFiles { get; init; }

    /// <summary>Gets the bytes that were read, those of a file that is not over too.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the number of files that there are; null while that is not known.</summary>
    public long? FilesListed { get; init; }

    /// <summary>Gets the number of workers now, 0 when the scan is over.</summary>
    public int Workers { get; init; }

    /// <summary>Gets the most workers that there were at once.</summary>
    public int WorkersPeak { get; init; }

    /// <summary>Gets how often a file waited because the process had too many open files.</summary>
    public long HandleWaits { get; init; }

    /// <summary>Gets the time since the scan began, or that it took.</summary>
    public TimeSpan Elapsed { get; init; }
}
