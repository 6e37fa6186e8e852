using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace Storage.Lite;

/// <summary>
/// Which tiers owe a change of which keys: what they have for such a key is old, so reads do not ask them. This is what
/// keeps a deleted object from coming back out of a tier whose delete failed. A debt is the tier's bit; the value to
/// write is the authoritative tier's when it is paid.
/// </summary>
internal sealed class TierDebts(int keysMax)
{
    private readonly Lock _lock = new();
    private readonly int _keysMax = keysMax;
    private readonly ConcurrentDictionary<StorageKey, uint> _debts = new();
    private int _count;
    private uint _distrusted;

    internal int Count => Volatile.Read(ref _count);

    internal ICollection<StorageKey> Keys => _debts.Keys;

    /// <summary>Gets the tiers that are asked for nothing, because too many debts could not be remembered.</summary>
    internal uint Distrusted => Volatile.Read(ref _distrusted);

    /// <summary>Gets the tiers that owe a change of the key.</summary>
    internal uint OwedBy(StorageKey key) => _debts.GetValueOrDefault(key);

    /// <summary>Gets the tiers that are not to be asked for the key.</summary>
    internal uint TiersOf(StorageKey key) =>
        Distrusted | (Count > 0 && _debts.TryGetValue(key, out uint tiers) ? tiers : 0);

    /// <summary>
    /// Remembers that tiers owe a change. The key's turn is held, but the tiers of one write come at the same time.
    /// </summary>
    internal void Add(StorageKey key, uint tiers)
    {
        lock (_lock)
        {
            if (_debts.TryGetValue(key, out uint before))
            {
                _debts[key] = before | tiers;
            }
            else if (Count >= _keysMax)
            {
                _ = Interlocked.Or(ref _distrusted, tiers);
            }
            else if (tiers != 0)
            {
                // The entry is there before it is counted, and a reader that sees no count began before the write
                // ended.
                _debts[key] = tiers;
                _ = Interlocked.Increment(ref _count);
            }
        }
    }

    /// <summary>
    /// Forgets what tiers owed. The key's turn is held, but the tiers of one write come at the same time.
    /// </summary>
    internal void Remove(StorageKey key, uint tiers)
    {
        if (!_debts.ContainsKey(key))
        {
            // Most writes find nothing. Who removes a tier's debt is the only one who could add one to that tier.
            return;
        }

        lock (_lock)
        {
            if (!_debts.TryGetValue(key, out uint before))
            {
                return;
            }

            if ((before & ~tiers) != 0)
            {
                _debts[key] = before & ~tiers;
            }
            else
            {
                _ = _debts.TryRemove(key, out _);
                _ = Interlocked.Decrement(ref _count);
            }
        }
    }
}
