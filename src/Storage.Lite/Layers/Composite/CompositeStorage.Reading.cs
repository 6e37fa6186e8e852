using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <content>Reads.</content>
public sealed partial class CompositeStorage
{
    /// <inheritdoc/>
    public override ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        // Before the look at the turns: whoever writes later than that counts it up.
        long generation = Volatile.Read(ref GenerationOf(key));
        bool isWritten = _locks.IsHeld(key);
        if (isWritten || _debts.TiersOf(key) != 0)
        {
            return GetFromTiersAsync(key, options, null, isWritten ? null : generation, cancellation);
        }

        ValueTask<StorageContent> first = GetFromTierAsync(0, key, options, cancellation);
        if (!first.IsCompletedSuccessfully)
        {
            return GetFromTiersAsync(key, options, first.AsTask(), generation, cancellation);
        }

        StorageContent content = first.Result;
        return content.Outcome == StorageOutcome.NotFound && _tiers.Length > 1
            ? GetFromTiersAsync(key, options, Task.FromResult(content), generation, cancellation)
            : new ValueTask<StorageContent>(content);
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        StorageException? failure = null;
        foreach (int tier in Order(key))
        {
            try
            {
                StorageReader reader = await OpenInTierAsync(tier, key, options, cancellation).ConfigureAwait(false);
                if (reader.Outcome != StorageOutcome.NotFound)
                {
                    return reader;
                }
            }
            catch (StorageException exception) when (IsFailure(exception))
            {
                failure ??= IsRefusedKey(exception, tier) ? null : exception;
            }
        }

        return failure is null ? StorageReader.NotFound : throw failure;
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry?> TryStatAsync(
        StorageKey key, CancellationToken cancellation = default)
    {
        StorageException? failure = null;
        foreach (int tier in Order(key))
        {
            try
            {
                if (await _tiers[tier].TryStatAsync(key, cancellation).ConfigureAwait(false) is { } entry)
                {
                    return tier == _authoritative ? entry : TierOrigin.Restore(entry);
                }
            }
            catch (StorageException exception) when (IsFailure(exception))
            {
                failure ??= IsRefusedKey(exception, tier) ? null : exception;
            }
        }

        return failure is null ? null : throw failure;
    }

    /// <summary>Says whether an error means that the tier has no answer; the others are answers.</summary>
    private static bool IsFailure(StorageException exception) =>
        exception is not (StoragePreconditionException or StorageRangeException);

    /// <summary>Says whether a tier cannot hold the key, and so does not have the object.</summary>
    private bool IsRefusedKey(StorageException exception, int tier) =>
        exception is StorageInvalidKeyException && tier != _authoritative;

    /// <summary>
    /// Gets the tiers to ask, in order. While somebody writes to the key, the authoritative one is first: the caches
    /// may still have what was before, and a read after another one must not see it again.
    /// </summary>
    private List<int> Order(StorageKey key)
    {
        key.ThrowIfEmpty();
        uint skipped = _debts.TiersOf(key);
        var order = new List<int>(_tiers.Length);
        bool isWritten = _locks.IsHeld(key);
        if (isWritten)
        {
            order.Add(_authoritative);
        }

        for (int tier = 0; tier < _tiers.Length; tier++)
        {
            bool isAsked = tier == _authoritative ? !isWritten : (skipped & (1u << tier)) == 0;
            if (isAsked)
            {
                order.Add(tier);
            }
        }

        return order;
    }

    /// <summary>Asks tier after tier; the first one may be asked already.</summary>
    /// <param name="key">The key.</param>
    /// <param name="options">Which part, and which version.</param>
    /// <param name="first">What the first tier was asked; null when it was not.</param>
    /// <param name="generation">The key's, from before; null when somebody was writing: caches are not filled then.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    private async ValueTask<StorageContent> GetFromTiersAsync(
        StorageKey key,
        GetOptions options,
        Task<StorageContent>? first,
        long? generation,
        CancellationToken cancellation)
    {
        StorageException? failure = null;
        uint missing = 0;
        foreach (int tier in first is null ? Order(key) : AllTiers())
        {
            try
            {
                StorageContent content = tier == 0 && first is not null
                    ? await first.ConfigureAwait(false)
                    : await GetFromTierAsync(tier, key, options, cancellation).ConfigureAwait(false);
                if (content.Outcome == StorageOutcome.NotFound)
                {
                    missing |= 1u << tier;
                    continue;
                }

                if (content.IsFound && options.Range.IsAll)
                {
                    await BackfillAsync(tier, missing, generation, content, cancellation).ConfigureAwait(false);
                }

                return content;
            }
            catch (StorageException exception) when (IsFailure(exception))
            {
                failure ??= IsRefusedKey(exception, tier) ? null : exception;
            }
        }

        return failure is null ? StorageContent.NotFound : throw failure;
    }

    private IEnumerable<int> AllTiers()
    {
        for (int tier = 0; tier < _tiers.Length; tier++)
        {
            yield return tier;
        }
    }

    private ValueTask<StorageContent> GetFromTierAsync(
        int tier, StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        if (tier == _authoritative)
        {
            return CallTasks.Start<GetCall, StorageContent>(new GetCall(key, options), _tiers[tier], cancellation);
        }

        // The copy's own version says nothing: the condition is for what it remembers of the object's.
        var call = new GetCall(key, options with { Condition = default });
        ValueTask<StorageContent> task = CallTasks.Start<GetCall, StorageContent>(call, _tiers[tier], cancellation);
        return task.IsCompletedSuccessfully
            ? new ValueTask<StorageContent>(Restore(task.Result, options.Condition))
            : AwaitAsync(task, options.Condition);

        static async ValueTask<StorageContent> AwaitAsync(
            ValueTask<StorageContent> task, StorageCondition condition) =>
            Restore(await task.ConfigureAwait(false), condition);
    }

    private static StorageContent Restore(StorageContent content, StorageCondition condition)
    {
        if (!content.IsFound)
        {
            return content;
        }

        StorageEntry entry = TierOrigin.Restore(content.Entry);
        if (condition.Holds(exists: true, entry.ETag))
        {
            return StorageContent.Found(content.Bytes, entry, content.Start);
        }

        // A copy of another version is none of the one that is asked for; which is current, the others know.
        content.Dispose();
        return condition.Kind == StorageConditionKind.NoneMatch
            ? StorageContent.NotModified(entry)
            : StorageContent.NotFound;
    }

    private async ValueTask<StorageReader> OpenInTierAsync(
        int tier, StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        if (tier == _authoritative)
        {
            return await _tiers[tier].TryOpenReadAsync(key, options, cancellation).ConfigureAwait(false);
        }

        StorageReader reader = await _tiers[tier]
            .TryOpenReadAsync(key, options with { Condition = default }, cancellation).ConfigureAwait(false);
        if (!reader.IsFound)
        {
            return reader;
        }

        StorageEntry entry = TierOrigin.Restore(reader.Entry);
        if (options.Condition.Holds(exists: true, entry.ETag))
        {
            return new TierStorageReader(reader, entry);
        }

        await reader.DisposeAsync().ConfigureAwait(false);
        return options.Condition.Kind == StorageConditionKind.NoneMatch
            ? StorageReader.NotModified(entry)
            : StorageReader.NotFound;
    }

    /// <summary>
    /// Puts what was found into the caches that did not have it, unless somebody writes or wrote meanwhile: the read
    /// has what it wanted, and does not wait for them. Its failure does not fail the read; a cache that may have kept
    /// something is told to forget it, or is not asked any more.
    /// </summary>
    private async ValueTask BackfillAsync(
        int source, uint missing, long? generation, StorageContent content, CancellationToken cancellation)
    {
        StorageKey key = content.Entry.Key;
        if (!_options.BackfillsReads || content.Bytes.Length > _options.BackfillBytesMax
            || (missing & ((1u << _authoritative) - 1)) == 0 || source < _authoritative
            || generation is null || !_locks.TryEnter(key))
        {
            return;
        }

        try
        {
            if (Volatile.Read(ref GenerationOf(key)) != generation)
            {
                return;
            }

            for (int tier = 0; tier < _authoritative; tier++)
            {
                if ((missing & (1u << tier)) != 0)
                {
                    _ = await PutToTierAsync(tier, content.Entry, content.Bytes, PutOptions.Default, cancellation)
                        .ConfigureAwait(false);
                }
            }

            await ForgetIfChangedAsync(source, missing, content.Entry, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Unlock(key);
        }
    }

    /// <summary>Another process may have written while the caches were filled: then they must not keep it.</summary>
    private async ValueTask ForgetIfChangedAsync(
        int source, uint missing, StorageEntry entry, CancellationToken cancellation)
    {
        bool isSame = false;
        try
        {
            StorageEntry? now = await _tiers[source].TryStatAsync(entry.Key, cancellation).ConfigureAwait(false);
            isSame = now is { } current
                && (source == _authoritative ? current : TierOrigin.Restore(current)).ETag == entry.ETag;
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            // What cannot be looked at counts as changed.
        }

        if (!isSame)
        {
            for (int tier = 0; tier < _authoritative; tier++)
            {
                if ((missing & (1u << tier)) != 0)
                {
                    _ = await DeleteFromTierAsync(tier, entry.Key, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
    }
}
