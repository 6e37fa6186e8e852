using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>Lets in what fits and is allowed: lengths, totals, extensions, media types, and what hooks say.</summary>
/// <remarks>
/// <para>Every change passes one place, where it is checked, booked, made and told; changes of one key pass it one
/// after another. With rules, what is there is counted at the first change by listing it once, and kept in memory from
/// then on. Until <see cref="RecountAsync"/> the count does not know what others change, what expires, and what a
/// change that failed has done nevertheless.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// </remarks>
public sealed class QuotaStorage : StorageLayer
{
    private readonly QuotaOptions _options;
    private readonly KeyTurns _locks = new();
    private readonly SemaphoreSlim _counting = new(1, 1);
    private volatile QuotaLedger? _ledger;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">What it lets in.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public QuotaStorage(IStorage inner, QuotaOptions options)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    public override StorageCapabilities Capabilities => Inner.Capabilities with
    {
        ValueBytesMax = Math.Min(_options.ValueBytesMax, Inner.Capabilities.ValueBytesMax),
    };

    private bool IsBooked => _options.Rules.Count > 0;

    /// <summary>Tells what the rules' objects take.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>One for each rule.</returns>
    public async ValueTask<IReadOnlyList<QuotaUsage>> GetUsageAsync(CancellationToken cancellation = default) =>
        (await LedgerAsync(cancellation).ConfigureAwait(false)).Read();

    /// <summary>Counts again what is there. Changes meanwhile may be missed: call it when there are none.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>A task that ends when it is counted.</returns>
    public async ValueTask RecountAsync(CancellationToken cancellation = default)
    {
        await _counting.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _ledger = await CountAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = _counting.Release();
        }
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PutOptions.Default;
        Require(StorageOperation.Put, key, options);
        RequireLength(key, value.Length);
        return CommitAsync(
            new StorageCommit(StorageOperation.Put, key, value.Length, options),
            (Inner, key, value, options, cancellation),
            static put => put.Inner.PutAsync(put.key, put.value, put.options, put.cancellation),
            cancellation);
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PutOptions.Default;
        Require(StorageOperation.Put, key, options);
        RequireLength(key, options.Length ?? 0);
        StorageWriter writer = await Inner.OpenWriteAsync(key, options, cancellation).ConfigureAwait(false);
        return new QuotaStorageWriter(this, writer, options);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default) =>
        CommitAsync(
            new StorageCommit(StorageOperation.Delete, key, Length: null, Options: null),
            (Inner, key, condition, cancellation),
            static delete => delete.Inner.DeleteAsync(delete.key, delete.condition, delete.cancellation),
            cancellation);

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        if (!IsBooked && _options.Hooks.Count == 0)
        {
            return await Inner.DeleteManyAsync(keys, cancellation).ConfigureAwait(false);
        }

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
        RequireExtension(StorageOperation.Copy, destination);
        return await CommitAsync(
            new StorageCommit(StorageOperation.Copy, destination, Length: 0, Options: null),
            (Inner, source, destination, condition, cancellation),
            static copy => copy.Inner.CopyAsync(copy.source, copy.destination, copy.condition, copy.cancellation),
            cancellation,
            source).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        RequireExtension(StorageOperation.Rename, destination);
        return await CommitAsync(
            new StorageCommit(StorageOperation.Rename, destination, Length: 0, Options: null),
            (Inner, source, destination, condition, cancellation),
            static move => move.Inner.RenameAsync(move.source, move.destination, move.condition, move.cancellation),
            cancellation,
            source).ConfigureAwait(false);
    }

    /// <summary>Refuses a value that is too long.</summary>
    internal void RequireLength(StorageKey key, long length)
    {
        if (length > _options.ValueBytesMax)
        {
            throw new StorageQuotaException(
                StorageOperation.Put,
                key,
                Name,
                $"the value has {length} bytes or more, and {_options.ValueBytesMax} is the most");
        }
    }

    /// <summary>The one place that every change passes.</summary>
    /// <param name="commit">The change. That of a copy or a rename gets the length of its source.</param>
    /// <param name="state">What the change needs.</param>
    /// <param name="change">Makes the change.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="source">What is copied or renamed; the default value otherwise.</param>
    internal async ValueTask<TResult> CommitAsync<TState, TResult>(
        StorageCommit commit,
        TState state,
        Func<TState, ValueTask<TResult>> change,
        CancellationToken cancellation,
        StorageKey source = default)
    {
        if (!IsBooked && _options.Hooks.Count == 0)
        {
            return await change(state).ConfigureAwait(false);
        }

        commit.Key.ThrowIfEmpty();
        bool isAlone = source.IsEmpty || source == commit.Key;
        (StorageKey first, StorageKey second) = isAlone || source.CompareTo(commit.Key) < 0
            ? (isAlone ? commit.Key : source, commit.Key)
            : (commit.Key, source);
        await _locks.EnterAsync(first, cancellation).ConfigureAwait(false);
        try
        {
            if (isAlone)
            {
                return await CommitInTurnAsync(commit, state, change, source, cancellation).ConfigureAwait(false);
            }

            await _locks.EnterAsync(second, cancellation).ConfigureAwait(false);
            try
            {
                return await CommitInTurnAsync(commit, state, change, source, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _locks.Leave(second);
            }
        }
        finally
        {
            _locks.Leave(first);
        }
    }

    private async ValueTask<TResult> CommitInTurnAsync<TState, TResult>(
        StorageCommit commit,
        TState state,
        Func<TState, ValueTask<TResult>> change,
        StorageKey source,
        CancellationToken cancellation)
    {
        if (!source.IsEmpty)
        {
            StorageEntry from = await Inner.TryStatAsync(source, cancellation).ConfigureAwait(false)
                ?? throw new StorageNotFoundException(commit.Operation, source, Name);
            commit = commit with { Length = from.Length };
        }

        foreach (IStorageCommitHook hook in _options.Hooks)
        {
            await hook.BeforeCommitAsync(commit, cancellation).ConfigureAwait(false);
        }

        TResult result = IsBooked
            ? await BookAsync(commit, state, change, source, cancellation).ConfigureAwait(false)
            : await change(state).ConfigureAwait(false);
        foreach (IStorageCommitHook hook in _options.Hooks)
        {
            await hook.AfterCommitAsync(commit, cancellation).ConfigureAwait(false);
        }

        return result;
    }

    private async ValueTask<TResult> BookAsync<TState, TResult>(
        StorageCommit commit,
        TState state,
        Func<TState, ValueTask<TResult>> change,
        StorageKey source,
        CancellationToken cancellation)
    {
        QuotaLedger ledger = await LedgerAsync(cancellation).ConfigureAwait(false);
        StorageEntry? before = await Inner.TryStatAsync(commit.Key, cancellation).ConfigureAwait(false);
        var own = new QuotaChange(
            commit.Key,
            (commit.Length ?? 0) - (before?.Length ?? 0),
            (commit.Length is null ? 0 : 1) - (before is null ? 0 : 1));
        QuotaChange[] changes = commit.Operation == StorageOperation.Rename && source != commit.Key
            ? [own, new QuotaChange(source, -(commit.Length ?? 0), Objects: -1)]
            : [own];
        if (ledger.TryReserve(changes) is { } rule)
        {
            throw new StorageQuotaException(
                commit.Operation,
                commit.Key,
                Name,
                $"the objects under '{rule.Prefix}' may take {rule.BytesMax} bytes and be {rule.ObjectsMax}: "
                + "delete some");
        }

        TResult result;
        try
        {
            result = await change(state).ConfigureAwait(false);
        }
        catch
        {
            // Usually nothing was done. Where a failed change was done nevertheless, the count is off until a recount.
            ledger.GiveUp(changes);
            throw;
        }

        ledger.Complete(changes);
        return result;
    }

    private void Require(StorageOperation operation, StorageKey key, PutOptions options)
    {
        RequireExtension(operation, key);
        if (_options.MediaTypes is { } types && options.Metadata is { } metadata
            && metadata.FirstOrDefault(static pair =>
                string.Equals(pair.Key, "content-type", StringComparison.OrdinalIgnoreCase)).Value is { } type
            && !types.Contains(type.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
        {
            throw new StorageQuotaException(
                operation, key, Name, $"its media type {type} is not among {string.Join(", ", types)}");
        }
    }

    private void RequireExtension(StorageOperation operation, StorageKey key)
    {
        if (_options.Extensions is { } extensions
            && !extensions.Any(extension => key.Text.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
        {
            throw new StorageQuotaException(
                operation, key, Name, $"it ends in none of {string.Join(", ", extensions)}");
        }
    }

    private async ValueTask<QuotaLedger> LedgerAsync(CancellationToken cancellation)
    {
        if (_ledger is { } ledger)
        {
            return ledger;
        }

        await _counting.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _ledger ??= await CountAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = _counting.Release();
        }
    }

    private async ValueTask<QuotaLedger> CountAsync(CancellationToken cancellation)
    {
        var ledger = new QuotaLedger(_options.Rules);
        bool isStored = Inner.Capabilities.ListsStoredLengths;
        await foreach (StorageEntry listed in Inner.ListAsync("", cancellation).ConfigureAwait(false))
        {
            StorageEntry? entry = isStored
                ? await Inner.TryStatAsync(listed.Key, cancellation).ConfigureAwait(false)
                : listed;
            if (entry is { } there && _options.Rules.Any(rule => rule.Covers(there.Key)))
            {
                ledger.Count(new QuotaChange(there.Key, there.Length, Objects: 1));
            }
        }

        return ledger;
    }
}
