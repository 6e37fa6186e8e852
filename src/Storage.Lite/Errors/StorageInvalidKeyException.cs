using System;

namespace Storage.Lite;

/// <summary>A text is no key, or the backend cannot hold the key.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StorageInvalidKeyException : StorageException
{
    private const int ShownCharsMax = 80;

    /// <summary>Makes an exception for a key that a backend cannot hold.</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="key">The key.</param>
    /// <param name="backend">The store's name.</param>
    /// <param name="detail">Why it cannot hold the key, and what to do.</param>
    /// <param name="inner">What the layer below said.</param>
    public StorageInvalidKeyException(
        StorageOperation operation, StorageKey key, string backend, string detail, Exception? inner = null)
        : base(operation, key, backend, detail, StorageTransience.Permanent, inner)
    {
    }

    private StorageInvalidKeyException(string message)
        : base(message, StorageOperation.Open)
    {
    }

    /// <summary>Makes an exception for a text that is no key.</summary>
    internal static StorageInvalidKeyException Create(string? text, string reason)
    {
        string shown = text is { Length: > ShownCharsMax } ? $"{text[..ShownCharsMax]}..." : text ?? "";
        return new StorageInvalidKeyException($"'{shown}' is no key: {reason}.");
    }
}
