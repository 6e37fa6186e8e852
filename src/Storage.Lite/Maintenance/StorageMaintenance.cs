using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>What is done to whole stores: sync, backup, restore, removing by prefix and by age.</summary>
/// <remarks>Thread safety: as the stores.</remarks>
public static partial class StorageMaintenance
{
    /// <summary>As many keys as a batch of S3 takes.</summary>
    private const int BatchMax = 1000;

    /// <summary>Makes a store have what another one has.</summary>
    /// <param name="source">Where the objects are.</param>
    /// <param name="destination">Where they shall be, too.</param>
    /// <param name="options">Which, and how; null means <see cref="SyncOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up; what is copied stays.</param>
    /// <returns>What was done. An object that fails does not stop the others.</returns>
    /// <exception cref="ArgumentException">Both are one store, or the options are wrong.</exception>
    /// <exception cref="StorageException">A list could not be read.</exception>
    public static ValueTask<SyncReport> SyncAsync(
        this IStorage source,
        IStorage destination,
        SyncOptions? options = null,
        CancellationToken cancellation = default) =>
        SyncAsync(source, destination, "", "", options, cancellation);

    /// <summary>Copies a store's objects under a name in another store, and reads each copy back.</summary>
    /// <param name="source">The store.</param>
    /// <param name="backup">Where the copies go.</param>
    /// <param name="name">The text before their keys, as <c>2026-01-31/</c>.</param>
    /// <param name="options">Which; null means <see cref="SyncOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up; what is copied stays.</param>
    /// <returns>What was done. An object that fails does not stop the others.</returns>
    /// <exception cref="ArgumentException">
    /// The copies would be among what is copied, there is no name, or the options are wrong.
    /// </exception>
    /// <exception cref="StorageException">A list could not be read.</exception>
    public static ValueTask<SyncReport> BackupAsync(
        this IStorage source,
        IStorage backup,
        string name,
        SyncOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return SyncAsync(source, backup, "", name, options, cancellation);
    }

    /// <summary>Brings back what <see cref="BackupAsync"/> copied, and reads each object back.</summary>
    /// <param name="destination">The store.</param>
    /// <param name="backup">Where the copies are.</param>
    /// <param name="name">The text before their keys.</param>
    /// <param name="options">Which, by their keys in the store; null means <see cref="SyncOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up; what is copied stays.</param>
    /// <returns>What was done. An object that fails does not stop the others.</returns>
    /// <exception cref="ArgumentException">There is no name, or the options are wrong.</exception>
    /// <exception cref="StorageException">A list could not be read.</exception>
    public static ValueTask<SyncReport> RestoreAsync(
        this IStorage destination,
        IStorage backup,
        string name,
        SyncOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= SyncOptions.Default;

        // What is in the store is newer than the backup, and yet not what is wanted.
        return SyncAsync(backup, destination, name, "", options with { ComparesBytes = true }, cancellation);
    }

    /// <summary>Removes every object whose key begins with a text.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="prefix">The text; it is text, not a folder, and not empty.</param>
    /// <param name="cancellation">Gives up; some may be removed.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="StorageException">An object could not be removed; others may be.</exception>
    public static ValueTask<long> DeletePrefixAsync(
        this IStorage storage, string prefix, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return DeleteAsync(storage, prefix, static _ => true, cancellation);
    }

    /// <summary>
    /// Removes objects that were not changed for long. What is put meanwhile stays where the store lists versions and
    /// removes one by its version; elsewhere it may be removed too.
    /// </summary>
    /// <param name="storage">The store.</param>
    /// <param name="age">For how long.</param>
    /// <param name="prefix">The text that keys begin with; empty for all.</param>
    /// <param name="time">The clock; null means the system's.</param>
    /// <param name="cancellation">Gives up; some may be removed.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="StorageException">An object could not be removed; others may be.</exception>
    public static ValueTask<long> DeleteOlderThanAsync(
        this IStorage storage,
        TimeSpan age,
        string prefix = "",
        TimeProvider? time = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.Zero);
        DateTimeOffset limit = (time ?? TimeProvider.System).GetUtcNow() - age;
        return storage.Capabilities is { DeletesIfMatch: true, ListsETags: true }
            ? DeleteVersionsAsync(storage, prefix, entry => entry.ModifiedAt < limit, cancellation)
            : DeleteAsync(storage, prefix, entry => entry.ModifiedAt < limit, cancellation);
    }

    /// <summary>Copies an object to another store, in constant memory, with its metadata as far as that keeps
    /// it.</summary>
    /// <param name="source">The store that has the object.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="destination">The store that gets the copy.</param>
    /// <param name="destinationKey">The copy's key.</param>
    /// <param name="condition">What must be true of the copy's key.</param>
    /// <param name="progress">Who is told how many bytes were copied since the last time; null for nobody.</param>
    /// <param name="cancellation">Gives up: the copy's key is as it was, or has the whole copy.</param>
    /// <returns>What is known of the copy.</returns>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StoragePreconditionException">The condition does not hold.</exception>
    /// <exception cref="StorageException">The object could not be read, or the copy not be stored.</exception>
    public static async ValueTask<StorageEntry> CopyToAsync(
        this IStorage source,
        StorageKey key,
        IStorage destination,
        StorageKey destinationKey,
        StorageCondition condition = default,
        IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        (StorageEntry Original, StorageEntry Copy)? copied = await ObjectCopy
            .CopyAsync(source, key, destination, destinationKey, condition, progress, cancellation)
            .ConfigureAwait(false);
        return copied?.Copy ?? throw new StorageNotFoundException(StorageOperation.Copy, key, source.Name);
    }

    /// <summary>
    /// Reads objects to their ends, in constant memory. Where the store has an <see cref="EnvelopeStorage"/>, that is
    /// asked, around caches; without one it is found out only whether everything can be read.
    /// </summary>
    /// <param name="storage">The store.</param>
    /// <param name="prefix">The text that keys begin with.</param>
    /// <param name="progress">Who is told how many bytes were read since the last time; null for nobody.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>For each object whether it is right, as it goes on.</returns>
    /// <exception cref="StorageException">The list could not be read.</exception>
    public static IAsyncEnumerable<StorageSweepResult> VerifyAsync(
        this IStorage storage,
        string prefix = "",
        IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return storage.GetFeature<EnvelopeStorage>() is { } envelope
            ? envelope.VerifyAsync(prefix, progress, cancellation)
            : VerifyEachAsync(storage, prefix, progress, cancellation);
    }

    /// <summary>Reads an object to its end.</summary>
    /// <returns>False when no object has the key any more.</returns>
    internal static async ValueTask<bool> ReadToEndAsync(
        IStorage storage, StorageKey key, IProgress<long>? progress, CancellationToken cancellation)
    {
        StorageReader reader = await storage.TryOpenReadAsync(key, default, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (reader.IsFound)
            {
                using BufferSlice portion = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                if (portion.IsEmpty)
                {
                    return true;
                }

                progress?.Report(portion.Length);
            }

            return false;
        }
    }

    private static async IAsyncEnumerable<StorageSweepResult> VerifyEachAsync(
        IStorage storage,
        string prefix,
        IProgress<long>? progress,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (StorageEntry entry in storage.ListAsync(prefix, cancellation).ConfigureAwait(false))
        {
            StorageSweepResult result;
            try
            {
                bool isThere = await ReadToEndAsync(storage, entry.Key, progress, cancellation).ConfigureAwait(false);
                result = new StorageSweepResult(
                    entry.Key, isThere ? StorageSweepOutcome.Kept : StorageSweepOutcome.Overtaken);
            }
            catch (StorageException error)
            {
                result = new StorageSweepResult(entry.Key, StorageSweepOutcome.Failed, error);
            }

            yield return result;
        }
    }

    private static async ValueTask<long> DeleteAsync(
        IStorage storage, string prefix, Func<StorageEntry, bool> isOld, CancellationToken cancellation)
    {
        long deleted = 0;
        List<StorageKey> batch = [];
        await foreach (StorageEntry entry in storage.ListAsync(prefix, cancellation).ConfigureAwait(false))
        {
            if (isOld(entry))
            {
                batch.Add(entry.Key);
            }

            if (batch.Count == BatchMax)
            {
                deleted += await DeleteBatchAsync(storage, batch, cancellation).ConfigureAwait(false);
                batch.Clear();
            }
        }

        return batch.Count == 0
            ? deleted
            : deleted + await DeleteBatchAsync(storage, batch, cancellation).ConfigureAwait(false);
    }

    /// <summary>Removes the very versions that the list showed.</summary>
    private static async ValueTask<long> DeleteVersionsAsync(
        IStorage storage, string prefix, Func<StorageEntry, bool> isOld, CancellationToken cancellation)
    {
        long deleted = 0;
        await foreach (StorageEntry entry in storage.ListAsync(prefix, cancellation).ConfigureAwait(false))
        {
            if (!isOld(entry))
            {
                continue;
            }

            try
            {
                StorageCondition condition = entry.ETag.IsEmpty ? default : StorageCondition.IfMatch(entry.ETag);
                deleted += await storage.DeleteAsync(entry.Key, condition, cancellation).ConfigureAwait(false) ? 1 : 0;
            }
            catch (StoragePreconditionException)
            {
                // Somebody replaced or removed it: it is not the old one any more.
                continue;
            }
        }

        return deleted;
    }

    private static async ValueTask<long> DeleteBatchAsync(
        IStorage storage, List<StorageKey> batch, CancellationToken cancellation)
    {
        long deleted = 0;
        StorageException? error = null;
        foreach (StorageDeleteResult result in
            await storage.DeleteManyAsync(batch, cancellation).ConfigureAwait(false))
        {
            deleted += result.Existed ? 1 : 0;
            error ??= result.Error;
        }

        return error is null ? deleted : throw error;
    }
}
