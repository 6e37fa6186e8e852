using System;
using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>What <see cref="MetricsStorage"/> has counted so far.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record StorageMetrics
{
    /// <summary>Gets how many operations ended, however they did.</summary>
    public required long OperationsCount { get; init; }

    /// <summary>Gets the bytes of objects that went through.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>Gets the time that an operation took on average.</summary>
    public required TimeSpan AverageLatency { get; init; }

    /// <summary>Gets how many operations failed.</summary>
    public required long ErrorsCount { get; init; }

    /// <summary>Gets how many operations the caller cancelled.</summary>
    public required long CancelledCount { get; init; }

    /// <summary>Gets how many reads the memory cache below answered; 0 without one.</summary>
    public required long CacheHits { get; init; }

    /// <summary>Gets how many reads the memory cache below did not answer; 0 without one.</summary>
    public required long CacheMisses { get; init; }

    /// <summary>Gets the same for each kind of operation that happened.</summary>
    public required IReadOnlyDictionary<StorageOperation, StorageOperationMetrics> Operations { get; init; }
}
