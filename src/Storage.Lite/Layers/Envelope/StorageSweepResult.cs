namespace Storage.Lite;

/// <summary>What became of one object in a sweep.</summary>
/// <param name="Key">The key.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct StorageSweepResult(
    StorageKey Key, StorageSweepOutcome Outcome, StorageException? Error = null);
