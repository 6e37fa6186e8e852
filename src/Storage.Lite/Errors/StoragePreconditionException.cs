using System;

namespace Storage.Lite;

/// <summary>
/// The condition of an operation does not hold: somebody else was there first. Read again, and decide.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StoragePreconditionException : StorageException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="key">Of which key; the default value when of none.</param>
    /// <param name="backend">The store's name.</param>
    /// <param name="detail">What was the matter, and what to do.</param>
    /// <param name="inner">What the layer below said.</param>
    public StoragePreconditionException(
        StorageOperation operation,
        StorageKey key,
        string backend,
        string detail = "the condition does not hold",
        Exception? inner = null)
        : base(operation, key, backend, detail, StorageTransience.Permanent, inner)
    {
    }
}
