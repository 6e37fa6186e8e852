using System;

namespace Storage.Lite;

/// <summary>Something that happened in a store: it was put, got or deleted, or it failed.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct StorageEvent
{
    /// <summary>Gets what was asked.</summary>
    public required StorageOperation Operation { get; init; }

    /// <summary>Gets the key; the default value when it is about none.</summary>
    public StorageKey Key { get; init; }

    /// <summary>Gets the bytes of the object that went through.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets how long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Gets why it failed; null when it did not.</summary>
    public Exception? Error { get; init; }

    /// <summary>Gets the event's name: <c>storage.put</c>, <c>storage.get</c>, <c>storage.delete</c> or
    /// <c>storage.error</c>.</summary>
    public string Name => Error is not null ? "storage.error" : Operation switch
    {
        StorageOperation.Put => "storage.put",
        StorageOperation.Get => "storage.get",
        _ => "storage.delete",
    };
}
