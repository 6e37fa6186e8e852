using System;

namespace Storage.Lite;

/// <summary>A range begins after the end of the object.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StorageRangeException : StorageException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="key">Of which key; the default value when of none.</param>
    /// <param name="backend">The store's name.</param>
    /// <param name="detail">What was the matter, and what to do.</param>
    /// <param name="inner">What the layer below said.</param>
    public StorageRangeException(
        StorageOperation operation,
        StorageKey key,
        string backend,
        string detail = "the range begins after the end of the object",
        Exception? inner = null)
        : base(operation, key, backend, detail, StorageTransience.Permanent, inner)
    {
    }
}
