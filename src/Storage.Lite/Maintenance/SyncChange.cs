namespace Storage.Lite;

/// <summary>What a sync did with one object.</summary>
/// <param name="Key">The object's key in the destination.</param>
/// <param name="Action">What was done, or would be in a preview.</param>
/// <param name="Length">The bytes that were copied, or would be; 0 when none.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct SyncChange(
    StorageKey Key, SyncAction Action, long Length = 0, StorageException? Error = null);
