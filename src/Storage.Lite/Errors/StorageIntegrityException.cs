using System;

namespace Storage.Lite;

/// <summary>
/// The stored bytes are not those that were put: damaged, cut, exchanged, or of another encryption key.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StorageIntegrityException : StorageException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="key">Of which key; the default value when of none.</param>
    /// <param name="backend">The store's name.</param>
    /// <param name="detail">What was the matter, and what to do.</param>
    /// <param name="inner">What the layer below said.</param>
    public StorageIntegrityException(
        StorageOperation operation,
        StorageKey key,
        string backend,
        string detail = "the stored bytes are not those that were put",
        Exception? inner = null)
        : base(operation, key, backend, detail, StorageTransience.Permanent, inner)
    {
    }
}
