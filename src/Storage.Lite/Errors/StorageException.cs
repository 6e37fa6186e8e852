using System;

namespace Storage.Lite;

/// <summary>
/// An operation of a store failed. The message says what was tried, on what, and what was the matter.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
public class StorageException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="key">Of which key; the default value when of none.</param>
    /// <param name="backend">The store's name.</param>
    /// <param name="detail">What was the matter, and what to do, as a part of a sentence.</param>
    /// <param name="transience">Whether doing it again may help.</param>
    /// <param name="inner">What the layer below said.</param>
    public StorageException(
        StorageOperation operation,
        StorageKey key,
        string backend,
        string detail,
        StorageTransience transience = StorageTransience.Permanent,
        Exception? inner = null)
        : base(Describe(operation, key, backend, detail), inner)
    {
        Operation = operation;
        Key = key;
        Backend = backend;
        Transience = transience;
    }

    /// <summary>Makes an exception with a message of its own.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="operation">What was asked.</param>
    private protected StorageException(string message, StorageOperation operation)
        : base(message)
    {
        Operation = operation;
        Backend = "";
    }

    /// <summary>Gets what was asked.</summary>
    public StorageOperation Operation { get; }

    /// <summary>Gets the key; the default value when there is none.</summary>
    public StorageKey Key { get; }

    /// <summary>Gets the name of the store that failed.</summary>
    public string Backend { get; }

    /// <summary>Gets whether doing it again may help.</summary>
    public StorageTransience Transience { get; }

    private static string Describe(StorageOperation operation, StorageKey key, string backend, string detail)
    {
        string what = operation.ToString().ToLowerInvariant();
        return key.IsEmpty ? $"{what} in {backend}: {detail}" : $"{what} '{key}' in {backend}: {detail}";
    }
}
