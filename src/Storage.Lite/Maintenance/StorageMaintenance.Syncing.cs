using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <content>Sync, backup and restore.</content>
public static partial class StorageMaintenance
{
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
        if (ReferenceEquals(source, destination)
            && destinationPrefix.StartsWith(sourcePrefix + options.Prefix, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                "The copies would be among what is copied, and be copied again: choose another store, or a prefix.",
                nameof(destination));
        }

        var tally = new SyncTally(options.Changes);
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
                await GuardAsync(tally, entry.Key, () =>
                {
                    StorageKey target = Rebase(entry.Key, sourcePrefix, destination, destinationPrefix);
                    return SyncOneAsync(source, entry, destination, target, options, tally, token);
                }).ConfigureAwait(false);
                options.Progress?.Report(entry.Key);
            }).ConfigureAwait(false);
        if (options.DeletesOthers)
        {
            await Parallel.ForEachAsync(
                destination.ListAsync(destinationPrefix + options.Prefix, cancellation),
                parallel,
                async (entry, token) =>
                {
                    await GuardAsync(tally, entry.Key, () =>
                    {
                        StorageKey origin = Rebase(entry.Key, destinationPrefix, source, sourcePrefix);
                        return DeleteOtherAsync(source, origin, destination, entry, options, tally, token);
                    }).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }

        return tally.ToReport();
    }

    /// <summary>Finds the key that an object has in the other store.</summary>
    /// <exception cref="StorageInvalidKeyException">There is none: it would be too long, or empty.</exception>
    private static StorageKey Rebase(StorageKey key, string prefix, IStorage other, string otherPrefix)
    {
        string text = otherPrefix + key.Text[prefix.Length..];
        return StorageKey.TryParse(text, out StorageKey rebased, out string? reason)
            ? rebased
            : throw new StorageInvalidKeyException(
                StorageOperation.Copy, key, other.Name, $"with '{otherPrefix}' for '{prefix}' it is no key: {reason}");
    }

    /// <summary>Notes what fails with one object, so that the others go on.</summary>
    private static async ValueTask GuardAsync(SyncTally tally, StorageKey key, Func<ValueTask> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (StorageException exception)
        {
            tally.Add(new SyncChange(key, SyncAction.Failed, 0, exception));
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
        if (own is not { } here)
        {
            return;
        }

        if (await IsThereAsync(source, here, destination, target, options, cancellation).ConfigureAwait(false))
        {
            tally.Add(new SyncChange(target, SyncAction.Unchanged));
            return;
        }

        if (options.IsPreview)
        {
            tally.Add(new SyncChange(target, SyncAction.Copied, here.Length));
            return;
        }

        (StorageEntry Original, StorageEntry Copy)? copied = await ObjectCopy
            .CopyAsync(source, entry.Key, destination, target, default, options.CopiedBytes, cancellation)
            .ConfigureAwait(false);
        if (copied?.Original is not { } version)
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

        tally.Add(new SyncChange(target, SyncAction.Copied, version.Length));
    }

    /// <summary>Says whether the destination has the object already, as far as the options have it found out.</summary>
    private static async ValueTask<bool> IsThereAsync(
        IStorage source,
        StorageEntry entry,
        IStorage destination,
        StorageKey target,
        SyncOptions options,
        CancellationToken cancellation)
    {
        if (await destination.TryStatAsync(target, cancellation).ConfigureAwait(false) is not { } copy
            || copy.Length != entry.Length)
        {
            return false;
        }

        return options.ComparesBytes
            ? await ObjectCopy.IsSameAsync(source, entry.Key, destination, target, cancellation).ConfigureAwait(false)
            : copy.ModifiedAt >= entry.ModifiedAt;
    }

    private static async ValueTask DeleteOtherAsync(
        IStorage source,
        StorageKey origin,
        IStorage destination,
        StorageEntry entry,
        SyncOptions options,
        SyncTally tally,
        CancellationToken cancellation)
    {
        if (await source.TryStatAsync(origin, cancellation).ConfigureAwait(false) is null
            && (options.IsPreview
                || await destination.DeleteAsync(entry.Key, default, cancellation).ConfigureAwait(false)))
        {
            tally.Add(new SyncChange(entry.Key, SyncAction.Deleted));
        }
    }
}
