namespace Storage.Lite;

/// <summary>What became of one key of a batch of deletes.</summary>
/// <param name="Key">The key.</param>
/// <param name="Existed">Whether there was an object; false also when it failed.</param>
/// <param name="Error">Why it failed; null when no object has the key any more.</param>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct StorageDeleteResult(StorageKey Key, bool Existed, StorageException? Error);
