using System.Collections.Generic;
using System.Threading;

namespace Storage.Lite;

/// <summary>
/// What keeps old values out of the cache, for the keys that share a stripe. A write counts up the generation when it
/// begins and when it ends; a read may only be kept when it saw one generation from its begin to its end and no write
/// was under way. All members are guarded by the lock.
/// </summary>
internal sealed class CacheStripe
{
    internal Lock Lock { get; } = new();

    internal Dictionary<StorageKey, CacheFlight> Flights { get; } = [];

    internal long Generation { get; set; }

    internal int Writers { get; set; }

    /// <summary>Removes the flight, unless another one has its place.</summary>
    internal void ForgetUnsynchronized(StorageKey key, CacheFlight flight)
    {
        if (Flights.TryGetValue(key, out CacheFlight? current) && current == flight)
        {
            _ = Flights.Remove(key);
        }
    }
}
