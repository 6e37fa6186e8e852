namespace Storage.Lite;

/// <summary>What became of a write in one tier.</summary>
/// <param name="Tier">The tier's place in the list.</param>
/// <param name="Name">The tier's name.</param>
/// <param name="State">What became of it.</param>
/// <param name="Error">Why it failed or was left out; null when it was done.</param>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct StorageTierResult(
    int Tier, string Name, StorageTierState State, StorageException? Error = null);
