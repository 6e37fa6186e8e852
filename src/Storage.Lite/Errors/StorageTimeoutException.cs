using System;

namespace Storage.Lite;

/// <summary>The store did not answer in the time that was set.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StorageTimeoutException : StorageException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="key">Of which key; the default value when of none.</param>
    /// <param name="backend">The store's name.</param>
    /// <param name="detail">What was the matter, and what to do.</param>
    /// <param name="inner">What the layer below said.</param>
    /// <param name="transience">Whether doing it again may help.</param>
    public StorageTimeoutException(
        StorageOperation operation,
        StorageKey key,
        string backend,
        string detail = "there was no answer in time",
        Exception? inner = null,
        StorageTransience transience = StorageTransience.Temporary)
        : base(operation, key, backend, detail, transience, inner)
    {
    }
}
