namespace Storage.Lite;

/// <summary>A change that is about to be made, or was made.</summary>
/// <param name="Operation">Put, delete, copy or rename.</param>
/// <param name="Key">The key that changes.</param>
/// <param name="Length">The new value's length; null when the key will have none.</param>
/// <param name="Options">How it is put; null for other operations.</param>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct StorageCommit(
    StorageOperation Operation, StorageKey Key, long? Length, PutOptions? Options);
