using System;
using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>What is known of an object beside its bytes.</summary>
/// <remarks>Thread safety: immutable, as long as nobody changes the dictionary that was passed in.</remarks>
public readonly record struct StorageEntry
{
    /// <summary>Gets the key.</summary>
    public required StorageKey Key { get; init; }

    /// <summary>
    /// Gets the length of the value in bytes. Where a layer stores another form (compressed, encrypted), a list may
    /// show the stored length: <see cref="StorageCapabilities.ListsStoredLengths"/>.
    /// </summary>
    public required long Length { get; init; }

    /// <summary>
    /// Gets the time of the last change as the backend's clock has it; the default value where a put does not tell it:
    /// <see cref="StorageCapabilities.PutsOmitTime"/>.
    /// </summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Gets the version; empty where a list does not know it.</summary>
    public StorageETag ETag { get; init; }

    /// <summary>Gets what the writer attached; null when nothing, or when a list does not know it.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Gets the time from which on the object counts as deleted; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
