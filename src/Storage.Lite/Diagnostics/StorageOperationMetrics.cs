using System;

namespace Storage.Lite;

/// <summary>What was counted of one kind of operation.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct StorageOperationMetrics
{
    /// <summary>Gets how many ended, however they did.</summary>
    public long Count { get; init; }

    /// <summary>Gets the bytes of objects that went through.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets how many failed.</summary>
    public long Errors { get; init; }

    /// <summary>Gets how many were cancelled by the caller.</summary>
    public long Cancelled { get; init; }

    /// <summary>Gets the time they took together.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Gets the time that one took on average.</summary>
    public TimeSpan AverageLatency => Count == 0 ? TimeSpan.Zero : Elapsed / Count;
}
