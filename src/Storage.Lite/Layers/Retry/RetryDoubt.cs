using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>
/// Finds out what it means that a retry found its condition broken. The attempt before it failed, but may have done its
/// work: then the call broke its own condition. What the key holds now shows when it was somebody else; it never shows
/// for certain that it was this call, so what is left is reported as unknown.
/// </summary>
internal static class RetryDoubt
{
    internal static async ValueTask<StorageEntry> ResolvePutAsync(
        IStorage store,
        PutCall call,
        StorageException error,
        bool takesEqualValueForOwn,
        CancellationToken cancellation)
    {
        StorageEntry? entry = await store.TryStatAsync(call.Key, cancellation).ConfigureAwait(false);
        if (entry?.Length != call.Value.Length)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        using StorageContent content = await store.TryGetAsync(call.Key, default, cancellation).ConfigureAwait(false);
        if (!content.IsFound || !content.Bytes.SequenceEqual(call.Value))
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return takesEqualValueForOwn ? content.Entry : throw Unknown(store, error);
    }

    internal static async ValueTask<bool> ResolveDeleteAsync(
        IStorage store, StorageKey key, StorageException error, CancellationToken cancellation)
    {
        if (await store.TryStatAsync(key, cancellation).ConfigureAwait(false) is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        throw Unknown(store, error);
    }

    internal static async ValueTask<StorageEntry> ResolveCopyAsync(
        IStorage store,
        StorageKey source,
        StorageKey destination,
        StorageException error,
        CancellationToken cancellation)
    {
        StorageEntry? from = await store.TryStatAsync(source, cancellation).ConfigureAwait(false);
        StorageEntry? to = await store.TryStatAsync(destination, cancellation).ConfigureAwait(false);
        if (from is null || to is null || from.Value.Length != to.Value.Length)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        throw Unknown(store, error);
    }

    internal static async ValueTask<StorageEntry> ResolveRenameAsync(
        IStorage store,
        StorageKey source,
        StorageKey destination,
        StorageException error,
        CancellationToken cancellation)
    {
        if (await store.TryStatAsync(source, cancellation).ConfigureAwait(false) is not null
            || await store.TryStatAsync(destination, cancellation).ConfigureAwait(false) is null)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        throw Unknown(store, error);
    }

    private static StorageException Unknown(IStorage store, StorageException error) => new(
        error.Operation,
        error.Key,
        store.Name,
        "whether it was done is unknown: an attempt failed in a way that may have done it, and the retry found what "
        + $"that attempt would have left behind, or somebody else; look at the object. The retry said: {error.Message}",
        StorageTransience.Persistent,
        error);
}
