using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A batch of deletes in rounds: each round takes the keys that failed for a while in the one
/// before.</summary>
internal sealed class RetryBatch(IReadOnlyList<StorageKey> keys)
{
    private readonly IReadOnlyList<StorageKey> _keys = keys;
    private StorageDeleteResult[]? _results;
    private List<int>? _pending;

    internal bool HasResults => _results is not null;

    /// <summary>Makes a round.</summary>
    /// <returns>The result of the whole batch.</returns>
    /// <exception cref="StorageException">Some keys failed for a while: another round is needed.</exception>
    internal async ValueTask<IReadOnlyList<StorageDeleteResult>> RoundAsync(
        IStorage store, CancellationToken cancellation)
    {
        IReadOnlyList<StorageDeleteResult> round =
            await store.DeleteManyAsync(PendingKeys(), cancellation).ConfigureAwait(false);
        _results ??= new StorageDeleteResult[_keys.Count];
        List<int> failed = [];
        StorageException? error = null;
        for (int index = 0; index < round.Count; index++)
        {
            int position = _pending?[index] ?? index;
            _results[position] = round[index];
            if (round[index].Error is { Transience: StorageTransience.Temporary } temporary)
            {
                failed.Add(position);
                error ??= temporary;
            }
        }

        _pending = failed;
        return error is null ? _results : throw error;
    }

    /// <summary>Tells the result of what there is: the pending keys failed for good.</summary>
    internal IReadOnlyList<StorageDeleteResult> GiveUp(StorageException last)
    {
        foreach (int position in _pending!)
        {
            StorageKey key = _keys[position];
            Exception reason = _results![position].Error ?? last;
            var error = new StorageException(
                StorageOperation.Delete, key, last.Backend, last.Message, StorageTransience.Persistent, reason);
            _results[position] = new StorageDeleteResult(key, Existed: false, error);
        }

        return _results!;
    }

    private IReadOnlyList<StorageKey> PendingKeys()
    {
        if (_pending is null)
        {
            return _keys;
        }

        var keys = new StorageKey[_pending.Count];
        for (int index = 0; index < keys.Length; index++)
        {
            keys[index] = _keys[_pending[index]];
        }

        return keys;
    }
}
