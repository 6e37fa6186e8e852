using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>
/// What callers of a store use beside <see cref="IStorage"/> itself: values, text, JSON, streams, lists.
/// </summary>
/// <remarks>Thread safety: as the store.</remarks>
public static partial class StorageExtensions
{
    /// <summary>Reads an object that must be there.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="options">Which part, and which version.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The bytes. Ownership: the caller disposes it.</returns>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StorageException">As for <see cref="IStorage.TryGetAsync"/>.</exception>
    public static ValueTask<StorageContent> GetAsync(
        this IStorage storage,
        StorageKey key,
        GetOptions options = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ValueTask<StorageContent> task = storage.TryGetAsync(key, options, cancellation);
        return task.IsCompletedSuccessfully
            ? new ValueTask<StorageContent>(RequireFound(task.Result, storage, key))
            : AwaitFoundAsync(task, storage, key);
    }

    /// <summary>Reads an object into a writer, if it is there.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="destination">What the bytes are added to.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False when no object has the key; nothing is written then.</returns>
    /// <exception cref="StorageException">As for <see cref="IStorage.TryGetAsync"/>.</exception>
    public static async ValueTask<bool> TryGetAsync(
        this IStorage storage,
        StorageKey key,
        IBufferWriter<byte> destination,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(destination);
        using StorageContent content = await storage.TryGetAsync(key, default(GetOptions), cancellation)
            .ConfigureAwait(false);
        foreach (ReadOnlySpan<byte> chunk in content.Bytes.Chunks)
        {
            destination.Write(chunk);
        }

        return content.IsFound;
    }

    /// <summary>Reads a part of an object into memory of the caller's.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="destination">Where the bytes go. Ownership: borrows until the task has ended.</param>
    /// <param name="offset">Where in the object to begin.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many bytes; fewer than asked for at the end of the object, 0 after it.</returns>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StorageException">As for <see cref="IStorage.TryGetAsync"/>.</exception>
    public static async ValueTask<int> ReadAsync(
        this IStorage storage,
        StorageKey key,
        Memory<byte> destination,
        long offset = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var options = new GetOptions { Range = StorageRange.Bounded(offset, destination.Length) };
        try
        {
            using StorageContent content = await storage.GetAsync(key, options, cancellation).ConfigureAwait(false);
            content.Bytes.CopyTo(destination.Span);
            return (int)content.Bytes.Length;
        }
        catch (StorageRangeException)
        {
            // As a file does: there is nothing after the end.
            return 0;
        }
    }

    /// <summary>Opens an object that must be there for reading in portions.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="options">Which part, and which version.</param>
    /// <param name="cancellation">Gives up opening.</param>
    /// <returns>A reader. Ownership: the caller disposes it.</returns>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StorageException">As for <see cref="IStorage.TryOpenReadAsync"/>.</exception>
    public static async ValueTask<StorageReader> OpenReadAsync(
        this IStorage storage,
        StorageKey key,
        GetOptions options = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        StorageReader reader = await storage.TryOpenReadAsync(key, options, cancellation).ConfigureAwait(false);
        return reader.Outcome == StorageOutcome.NotFound ? throw NotFound(StorageOperation.Get, storage, key) : reader;
    }

    /// <summary>Says whether an object has the key.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>True when there is one.</returns>
    /// <exception cref="StorageException">It could not be found out; that is no "no".</exception>
    public static async ValueTask<bool> ExistsAsync(
        this IStorage storage, StorageKey key, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return await storage.TryStatAsync(key, cancellation).ConfigureAwait(false) is not null;
    }

    /// <summary>Asks what is known of an object that must be there.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StorageException">As for <see cref="IStorage.TryStatAsync"/>.</exception>
    public static async ValueTask<StorageEntry> StatAsync(
        this IStorage storage, StorageKey key, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return await storage.TryStatAsync(key, cancellation).ConfigureAwait(false)
            ?? throw NotFound(StorageOperation.Stat, storage, key);
    }

    /// <summary>Lists objects one by one, in the order of their keys' UTF-8 bytes, in constant memory.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="prefix">The text that keys begin with; it is text, not a folder.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="StorageException">As for <see cref="IStorage.ListPagesAsync"/>.</exception>
    public static async IAsyncEnumerable<StorageEntry> ListAsync(
        this IStorage storage, string prefix = "", [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var options = new ListOptions { Prefix = prefix };
        await foreach (StoragePage page in storage.ListPagesAsync(options, cancellation).ConfigureAwait(false))
        {
            foreach (StorageEntry entry in page.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return entry;
            }
        }
    }

    private static async ValueTask<StorageContent> AwaitFoundAsync(
        ValueTask<StorageContent> task, IStorage storage, StorageKey key) =>
        RequireFound(await task.ConfigureAwait(false), storage, key);

    private static StorageContent RequireFound(StorageContent content, IStorage storage, StorageKey key) =>
        content.Outcome == StorageOutcome.NotFound ? throw NotFound(StorageOperation.Get, storage, key) : content;

    private static StorageNotFoundException NotFound(StorageOperation operation, IStorage storage, StorageKey key) =>
        new(operation, key, storage.Name);
}
