using System;

namespace Storage.Lite;

/// <summary>Whether a store works, as one look at it showed.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record StorageHealth
{
    /// <summary>Gets a value indicating whether the store answered as it should.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>Gets what was looked at and found, for a person.</summary>
    public required string Description { get; init; }

    /// <summary>Gets the bytes that are free; null when the backend does not know.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Gets how long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Gets what went wrong; null when nothing did.</summary>
    public Exception? Error { get; init; }
}
