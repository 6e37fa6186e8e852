using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <content>Writes.</content>
public sealed partial class CompositeStorage
{
    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default) =>
        (await PutWithReportAsync(key, value, options, cancellation).ConfigureAwait(false)).Entry!.Value;

    /// <summary>Stores a value, and tells what became of it in every tier.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The bytes. Ownership: borrows until the task has ended.</param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="CompositeStorageException">Too few tiers took it for the policy.</exception>
    /// <exception cref="StorageException">The authoritative tier did not take it.</exception>
    public async ValueTask<CompositeReport> PutWithReportAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PutOptions.Default;
        await LockAsync(key, cancellation).ConfigureAwait(false);
        try
        {
            StorageEntry entry = await DecideAsync(
                Inner.PutAsync(key, value, options, cancellation), key).ConfigureAwait(false);
            StorageTierResult[] tiers = await SpreadAsync(
                key,
                tier => PutToTierAsync(tier, entry, value, options, cancellation)).ConfigureAwait(false);
            return Judge(StorageOperation.Put, key, new CompositeReport { Entry = entry, Tiers = tiers });
        }
        finally
        {
            Unlock(key);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        StorageWriter writer = await Inner.OpenWriteAsync(key, options, cancellation).ConfigureAwait(false);
        return new CompositeStorageWriter(this, writer, options ?? PutOptions.Default);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default) =>
        (await DeleteWithReportAsync(key, condition, cancellation).ConfigureAwait(false)).Existed;

    /// <summary>Removes an object, and tells what became of that in every tier.</summary>
    /// <param name="key">The key.</param>
    /// <param name="condition">What must be true of it in the authoritative tier.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="CompositeStorageException">Too few tiers removed it for the policy. It is removed all the same:
    /// reads do not ask the others for it.</exception>
    /// <exception cref="StorageException">The authoritative tier did not remove it.</exception>
    public async ValueTask<CompositeReport> DeleteWithReportAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        await LockAsync(key, cancellation).ConfigureAwait(false);
        try
        {
            bool existed = await DecideAsync(
                Inner.DeleteAsync(key, condition, cancellation), key).ConfigureAwait(false);
            StorageTierResult[] tiers = await SpreadAsync(
                key, tier => DeleteFromTierAsync(tier, key, cancellation)).ConfigureAwait(false);
            return Judge(StorageOperation.Delete, key, new CompositeReport { Existed = existed, Tiers = tiers });
        }
        finally
        {
            Unlock(key);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var results = new StorageDeleteResult[keys.Count];
        for (int index = 0; index < keys.Count; index++)
        {
            try
            {
                bool existed = await DeleteAsync(keys[index], default, cancellation).ConfigureAwait(false);
                results[index] = new StorageDeleteResult(keys[index], existed, Error: null);
            }
            catch (StorageException exception)
            {
                results[index] = new StorageDeleteResult(keys[index], Existed: false, exception);
            }
        }

        return results;
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        await LockAsync(destination, cancellation).ConfigureAwait(false);
        try
        {
            StorageEntry entry = await DecideAsync(
                Inner.CopyAsync(source, destination, condition, cancellation), destination).ConfigureAwait(false);
            return await FollowAsync(StorageOperation.Copy, destination, entry, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Unlock(destination);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        if (source == destination)
        {
            return await Inner.RenameAsync(source, destination, condition, cancellation).ConfigureAwait(false);
        }

        (StorageKey first, StorageKey second) =
            source.CompareTo(destination) < 0 ? (source, destination) : (destination, source);
        await LockAsync(first, cancellation).ConfigureAwait(false);
        try
        {
            await LockAsync(second, cancellation).ConfigureAwait(false);
            try
            {
                StorageEntry entry = await DecideAsync(
                    Inner.RenameAsync(source, destination, condition, cancellation), source, destination)
                    .ConfigureAwait(false);

                // Both before it is judged: a tier that keeps the old name must not keep what the new one had, too.
                StorageTierResult[] ofSource = await SpreadAsync(
                    source, tier => RepairTierAsync(tier, source, cancellation)).ConfigureAwait(false);
                StorageTierResult[] ofDestination = await SpreadAsync(
                    destination, tier => RepairTierAsync(tier, destination, cancellation)).ConfigureAwait(false);
                StorageTierResult[] tiers = [.. ofSource.Zip(ofDestination, Worse)];
                return Judge(
                    StorageOperation.Rename, destination, new CompositeReport { Entry = entry, Tiers = tiers })
                    .Entry!.Value;
            }
            finally
            {
                Unlock(second);
            }
        }
        finally
        {
            Unlock(first);
        }
    }

    /// <summary>Commits a writer of the authoritative tier, and gives the value to the others.</summary>
    internal async ValueTask<StorageEntry> CommitAsync(StorageWriter writer, CancellationToken cancellation)
    {
        StorageKey key = writer.Key;
        await LockAsync(key, cancellation).ConfigureAwait(false);
        try
        {
            StorageEntry entry = await DecideAsync(writer.CommitAsync(cancellation), key).ConfigureAwait(false);
            return await FollowAsync(StorageOperation.Put, key, entry, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Unlock(key);
        }
    }

    /// <summary>
    /// Waits for the authoritative tier. When it fails so that the change may be there nevertheless, the others owe
    /// what it has.
    /// </summary>
    private async ValueTask<TResult> DecideAsync<TResult>(ValueTask<TResult> task, params StorageKey[] keys)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (StoragePreconditionException
            or StorageInvalidKeyException or StorageNotSupportedException or StorageNotFoundException
            or StorageQuotaException or ArgumentException or InvalidOperationException))
        {
            foreach (StorageKey key in keys)
            {
                Owe(key, OtherTiers);
            }

            throw;
        }
    }

    /// <summary>Makes the other tiers follow the authoritative one, whose value is not at hand.</summary>
    private async ValueTask<StorageEntry> FollowAsync(
        StorageOperation operation, StorageKey key, StorageEntry entry, CancellationToken cancellation)
    {
        StorageTierResult[] tiers = await SpreadAsync(key, tier => RepairTierAsync(tier, key, cancellation))
            .ConfigureAwait(false);
        return Judge(operation, key, new CompositeReport { Entry = entry, Tiers = tiers }).Entry!.Value;
    }

    /// <summary>Makes a change in the other tiers as the policy says: copies first, caches last.</summary>
    private async ValueTask<StorageTierResult[]> SpreadAsync(
        StorageKey key, Func<int, ValueTask<StorageTierResult>> change)
    {
        var results = new StorageTierResult[_tiers.Length];
        results[_authoritative] = Result(_authoritative, StorageTierState.Done);
        if (_options.WritePolicy == CompositeWritePolicy.Primary)
        {
            Owe(key, OtherTiers);
            for (int tier = 0; tier < _tiers.Length; tier++)
            {
                results[tier] = tier == _authoritative ? results[tier] : Result(tier, StorageTierState.Pending);
            }

            return results;
        }

        IEnumerable<int> copies = Enumerable.Range(_authoritative + 1, _tiers.Length - _authoritative - 1);
        foreach (IEnumerable<int> group in new[] { copies, Enumerable.Range(0, _authoritative) })
        {
            StorageTierResult[] done = await Task.WhenAll(group.Select(tier => change(tier).AsTask()))
                .ConfigureAwait(false);
            foreach (StorageTierResult result in done)
            {
                results[result.Tier] = result;
            }
        }

        return results;
    }

    private static StorageTierResult Worse(StorageTierResult one, StorageTierResult other) =>
        one.State > other.State ? one : other;

    private CompositeReport Judge(StorageOperation operation, StorageKey key, CompositeReport report)
    {
        int failed = report.Tiers.Count(static tier => tier.State == StorageTierState.Failed);
        int done = report.Tiers.Count(static tier => tier.State == StorageTierState.Done);
        int wanted = _options.WritePolicy switch
        {
            CompositeWritePolicy.Quorum => _options.QuorumCount ?? ((_tiers.Length / 2) + 1),
            CompositeWritePolicy.All => done + failed,
            _ => 1,
        };
        if (done >= wanted || failed == 0)
        {
            return report;
        }

        StorageTierResult first = report.Tiers.First(static tier => tier.State == StorageTierState.Failed);
        throw new CompositeStorageException(
            operation,
            key,
            Name,
            $"it is done in {done} of {_tiers.Length} tiers, and {wanted} are wanted; the others are repaired in the "
            + $"background. {first.Name} said: {first.Error!.Message}",
            first.Error,
            report);
    }

    private StorageTierResult Result(int tier, StorageTierState state, StorageException? error = null) =>
        new(tier, _tiers[tier].Name, state, error);

    /// <summary>Puts a copy. A cache that cannot take it must hold nothing instead.</summary>
    private async ValueTask<StorageTierResult> PutToTierAsync(
        int tier, StorageEntry entry, BufferSlice value, PutOptions options, CancellationToken cancellation)
    {
        StorageException error;
        try
        {
            PutOptions copy = TierOrigin.Describe(_tiers[tier], entry, options);
            _ = await _tiers[tier].PutAsync(entry.Key, value, copy, cancellation).ConfigureAwait(false);
            _debts.Remove(entry.Key, 1u << tier);
            return Result(tier, StorageTierState.Done);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            error = Explain(StorageOperation.Put, entry.Key, tier, exception);
        }

        return IsCache(tier)
            && (await DeleteFromTierAsync(tier, entry.Key, CancellationToken.None).ConfigureAwait(false)).Error is null
                ? Result(tier, StorageTierState.LeftOut, error)
                : Fail(tier, entry.Key, error);
    }

    private async ValueTask<StorageTierResult> DeleteFromTierAsync(
        int tier, StorageKey key, CancellationToken cancellation)
    {
        try
        {
            _ = await _tiers[tier].DeleteAsync(key, default, cancellation).ConfigureAwait(false);
            _debts.Remove(key, 1u << tier);
            return Result(tier, StorageTierState.Done);
        }
        catch (StorageInvalidKeyException)
        {
            // What a tier cannot hold it does not have, and owes nobody.
            _debts.Remove(key, 1u << tier);
            return Result(tier, StorageTierState.Done);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            return Fail(tier, key, Explain(StorageOperation.Delete, key, tier, exception));
        }
    }

    private StorageTierResult Fail(int tier, StorageKey key, StorageException error)
    {
        Owe(key, 1u << tier);
        return Result(tier, StorageTierState.Failed, error);
    }

    private StorageException Explain(StorageOperation operation, StorageKey key, int tier, Exception exception) =>
        exception as StorageException ?? new StorageException(
            operation, key, _tiers[tier].Name, "it was cancelled", StorageTransience.Temporary, exception);
}
