using System;
using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>How a value is put.</summary>
/// <remarks>Thread safety: immutable, as long as nobody changes the dictionary.</remarks>
public sealed record PutOptions
{
    /// <summary>Gets the options that ask for nothing.</summary>
    public static PutOptions Default { get; } = new();

    /// <summary>Gets what must be true of the key.</summary>
    public StorageCondition Condition { get; init; }

    /// <summary>
    /// Gets names and values that are kept with the object. Names are compared without regard to case, as HTTP does;
    /// a backend without the capability refuses them.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Gets the time from which on the object counts as deleted; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// Gets the level of compression for this value, from 0 (none) to 9 (smallest); null leaves it to the layer.
    /// Without a layer that compresses it is refused.
    /// </summary>
    public int? CompressionLevel { get; init; }

    /// <summary>
    /// Gets how many bytes will be written, if that is known before the first; a writer that is given another number
    /// does not commit.
    /// </summary>
    public long? Length { get; init; }
}
