using System;

namespace Storage.Lite;

/// <summary>There is no space left where the store keeps its bytes.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StorageFullException : StorageException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="key">Of which key; the default value when of none.</param>
    /// <param name="backend">The store's name.</param>
    /// <param name="detail">What was the matter, and what to do.</param>
    /// <param name="inner">What the layer below said.</param>
    public StorageFullException(
        StorageOperation operation,
        StorageKey key,
        string backend,
        string detail = "there is no space left",
        Exception? inner = null)
        : base(operation, key, backend, detail, StorageTransience.Permanent, inner)
    {
    }
}
