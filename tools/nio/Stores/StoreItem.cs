using System;
using System.Collections.Generic;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>What became of one key, to be shown.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Key">The key, or what was given for one; empty when the whole verb failed.</param>
internal sealed record StoreItem(StoreAction Action, string Key)
{
    /// <summary>Gets the length of the value, or of what was moved of it; null when nobody knows.</summary>
    internal long? Length { get; init; }

    internal DateTimeOffset? ModifiedAt { get; init; }

    internal DateTimeOffset? ExpiresAt { get; init; }

    internal string ETag { get; init; } = string.Empty;

    internal IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Gets a value indicating whether the key stands for all that begin with it.</summary>
    internal bool IsPrefix { get; init; }

    /// <summary>Gets the file that was read or written; null when none.</summary>
    internal string? File { get; init; }

    /// <summary>Gets why it failed; null when it did not.</summary>
    internal string? Reason { get; init; }

    internal static StoreItem Of(StoreAction action, in StorageEntry entry) => new(action, entry.Key.Text)
    {
        Length = entry.Length,
        ModifiedAt = entry.ModifiedAt == default ? null : entry.ModifiedAt,
        ExpiresAt = entry.ExpiresAt,
        ETag = entry.ETag.ToString(),
        Metadata = entry.Metadata,
    };
}
