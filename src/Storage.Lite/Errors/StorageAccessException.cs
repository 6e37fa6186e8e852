using System;

namespace Storage.Lite;

/// <summary>The caller may not do this: permissions of the system, or credentials of a service.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StorageAccessException : StorageException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="key">Of which key; the default value when of none.</param>
    /// <param name="backend">The store's name.</param>
    /// <param name="detail">What was the matter, and what to do.</param>
    /// <param name="inner">What the layer below said.</param>
    public StorageAccessException(
        StorageOperation operation,
        StorageKey key,
        string backend,
        string detail = "access is denied",
        Exception? inner = null)
        : base(operation, key, backend, detail, StorageTransience.Permanent, inner)
    {
    }
}
