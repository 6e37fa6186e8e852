using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>What became of a write in every tier.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record CompositeReport
{
    /// <summary>Gets what is known of the new object in the authoritative tier; null after a delete.</summary>
    public StorageEntry? Entry { get; init; }

    /// <summary>Gets a value indicating whether a delete found an object.</summary>
    public bool Existed { get; init; }

    /// <summary>Gets the tiers, in their order.</summary>
    public required IReadOnlyList<StorageTierResult> Tiers { get; init; }
}
