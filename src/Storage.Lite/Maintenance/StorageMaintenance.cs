using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>What is done to whole stores: sync, backup, restore, removing by prefix and by age.</summary>
/// <remarks>Thread safety: as the stores.</remarks>
public static class StorageMaintenance
{
    /// <summary>As many keys as a batch of S3 takes.</summary>
    private const int BatchMax = 1000;

    /// <summary>Makes a store have what another one has.</summary>
    /// <param name="source">Where the objects are.</param>
    /// <param name="destination">Where they shall be, too.</param>
    /// <param name="options">Which, and how; null means <see cref="SyncOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up; what is copied stays.</param>
    /// <returns>What was done. An object that fails does not stop the others.</returns>
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
    /// <returns>What was done.</returns>
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
    /// <returns>What was done.</returns>
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

    /// <summary>Removes objects that were not changed for long.</summary>
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
        return DeleteAsync(storage, prefix, entry => entry.ModifiedAt < limit, cancellation);
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

    private static async ValueTask<SyncReport> SyncAsync(
        IStorage source,
        IStorage destination,
        string sourcePrefix,
        string destinationPrefix,
        SyncOptions? options,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        options ??= SyncOptions.Default;
        options.Validate();
        var tally = new SyncTally();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Concurrency,
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(
            source.ListAsync(sourcePrefix + options.Prefix, cancellation),
            parallel,
            async (entry, token) =>
            {
                StorageKey target = destinationPrefix + entry.Key.Text[sourcePrefix.Length..];
                await GuardAsync(tally, () => SyncOneAsync(source, entry, destination, target, options, tally, token))
                    .ConfigureAwait(false);
                options.Progress?.Report(entry.Key);
            }).ConfigureAwait(false);
        if (options.DeletesOthers)
        {
            await Parallel.ForEachAsync(
                destination.ListAsync(destinationPrefix + options.Prefix, cancellation),
                parallel,
                async (entry, token) =>
                {
                    StorageKey origin = sourcePrefix + entry.Key.Text[destinationPrefix.Length..];
                    await GuardAsync(
                        tally,
                        () => DeleteOtherAsync(source, origin, destination, entry.Key, tally, token))
                        .ConfigureAwait(false);
                }).ConfigureAwait(false);
        }

        return tally.ToReport();
    }

    /// <summary>Notes what fails with one object, so that the others go on.</summary>
    private static async ValueTask GuardAsync(SyncTally tally, Func<ValueTask> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (StorageException exception)
        {
            tally.AddError(exception);
        }
    }

    private static async ValueTask SyncOneAsync(
        IStorage source,
        StorageEntry entry,
        IStorage destination,
        StorageKey target,
        SyncOptions options,
        SyncTally tally,
        CancellationToken cancellation)
    {
        StorageEntry? own = source.Capabilities.ListsStoredLengths
            ? await source.TryStatAsync(entry.Key, cancellation).ConfigureAwait(false)
            : entry;
        StorageEntry? there = await destination.TryStatAsync(target, cancellation).ConfigureAwait(false);
        bool mayBeSame = own is { } here && there is { } copy && here.Length == copy.Length
            && (options.ComparesBytes || copy.ModifiedAt >= here.ModifiedAt);
        if (mayBeSame && (!options.ComparesBytes
            || await ObjectCopy.IsSameAsync(source, entry.Key, destination, target, cancellation)
                .ConfigureAwait(false)))
        {
            tally.AddUnchanged();
            return;
        }

        StorageEntry? copied = await ObjectCopy.CopyAsync(source, entry.Key, destination, target, cancellation)
            .ConfigureAwait(false);
        if (copied is not { } version)
        {
            return;
        }

        if (options.Verifies
            && !await ObjectCopy.IsSameAsync(source, entry.Key, destination, target, cancellation).ConfigureAwait(false)
            && (await source.TryStatAsync(entry.Key, cancellation).ConfigureAwait(false))?.ETag == version.ETag)
        {
            throw new StorageIntegrityException(
                StorageOperation.Copy, target, destination.Name, $"the copy differs from '{entry.Key}'");
        }

        tally.AddCopy(version.Length);
    }

    private static async ValueTask DeleteOtherAsync(
        IStorage source,
        StorageKey origin,
        IStorage destination,
        StorageKey key,
        SyncTally tally,
        CancellationToken cancellation)
    {
        if (await source.TryStatAsync(origin, cancellation).ConfigureAwait(false) is null
            && await destination.DeleteAsync(key, default, cancellation).ConfigureAwait(false))
        {
            tally.AddDeleted();
        }
    }
}
