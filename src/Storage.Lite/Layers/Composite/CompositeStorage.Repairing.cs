using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <content>Bringing tiers up to date that missed a change.</content>
public sealed partial class CompositeStorage
{
    /// <summary>Makes one pass over the keys whose tiers differ, and brings them up to date where it can.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many keys are left.</returns>
    public async ValueTask<int> RepairAsync(CancellationToken cancellation = default)
    {
        foreach (StorageKey key in _debts.Keys)
        {
            await _locks.EnterAsync(key, cancellation).ConfigureAwait(false);
            try
            {
                uint tiers = _debts.OwedBy(key);
                for (int tier = 0; tier < _tiers.Length; tier++)
                {
                    if ((tiers & (1u << tier)) != 0)
                    {
                        _ = await RepairTierAsync(tier, key, cancellation).ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                Unlock(key);
            }
        }

        return PendingRepairs;
    }

    /// <summary>Remembers that tiers owe a change, and sees to it. The key's lock is held.</summary>
    private void Owe(StorageKey key, uint tiers)
    {
        _debts.Add(key, tiers);
        lock (_repairLock)
        {
            if (!_isRepairing && tiers != 0 && !_stop.IsCancellationRequested)
            {
                _isRepairing = true;
                _repairs = Task.Run(RepairAllAsync);
            }
        }
    }

    /// <summary>Repairs until nothing is left or the composite is disposed. It does not fail.</summary>
    private async Task RepairAllAsync()
    {
        try
        {
            while (!HasNothingToRepair())
            {
                if (await RepairAsync(_stop.Token).ConfigureAwait(false) > 0)
                {
                    await Task.Delay(_options.RepairInterval, _options.TimeProvider, _stop.Token)
                        .ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The composite is being disposed, which makes a last pass.
        }
    }

    /// <summary>Decides to end under the lock that whoever adds a debt takes afterwards.</summary>
    private bool HasNothingToRepair()
    {
        lock (_repairLock)
        {
            _isRepairing = PendingRepairs > 0;
            return !_isRepairing;
        }
    }

    /// <summary>
    /// Gives a tier what the authoritative one has, or removes what that one does not have. A cache just forgets the
    /// key: the next read fills it. The key's lock is held.
    /// </summary>
    private async ValueTask<StorageTierResult> RepairTierAsync(
        int tier, StorageKey key, CancellationToken cancellation)
    {
        if (IsCache(tier))
        {
            return await DeleteFromTierAsync(tier, key, cancellation).ConfigureAwait(false);
        }

        try
        {
            StorageReader reader = await Inner.TryOpenReadAsync(key, default, cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!reader.IsFound)
                {
                    return await DeleteFromTierAsync(tier, key, cancellation).ConfigureAwait(false);
                }

                await CopyAsync(reader, tier, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            return Fail(tier, key, Explain(StorageOperation.Put, key, tier, exception));
        }

        _debts.Remove(key, 1u << tier);
        return Result(tier, StorageTierState.Done);
    }

    private async ValueTask CopyAsync(StorageReader reader, int tier, CancellationToken cancellation)
    {
        PutOptions options = TierOrigin.Describe(_tiers[tier], reader.Entry, PutOptions.Default);
        StorageWriter writer = await _tiers[tier].OpenWriteAsync(reader.Entry.Key, options, cancellation)
            .ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            while (true)
            {
                using BufferSlice portion = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                if (portion.IsEmpty)
                {
                    break;
                }

                await writer.WriteAsync(portion, cancellation).ConfigureAwait(false);
            }

            _ = await writer.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
