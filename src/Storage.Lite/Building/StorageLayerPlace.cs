namespace Storage.Lite;

/// <summary>
/// The places of a stack of layers, outermost first. <see cref="StorageBuilder"/> keeps this order whatever the order
/// of its calls, because another one is wrong.
/// </summary>
public enum StorageLayerPlace
{
    /// <summary>Counts, traces and tells: sees hits of the cache, cancellations and the whole time.</summary>
    Telemetry = 0,

    /// <summary>Ends what takes too long in all.</summary>
    Deadline = 1,

    /// <summary>Refuses what is too large, and what a validator refuses.</summary>
    Quota = 2,

    /// <summary>Keeps plain values in memory, before anything below is asked.</summary>
    MemoryCache = 3,

    /// <summary>Compresses, then encrypts or checks: the cache above holds plain values, everything below coded
    /// ones.</summary>
    Envelope = 4,

    /// <summary>Limits how much is asked of the backend at once.</summary>
    ConcurrencyLimit = 5,

    /// <summary>Asks again after failures that pass; coded bytes are repeated, not coded again.</summary>
    Retry = 6,

    /// <summary>Stops asking a backend that does not work, for a while.</summary>
    CircuitBreaker = 7,

    /// <summary>Asks a second time when the first answer is late.</summary>
    Hedging = 8,

    /// <summary>Ends one attempt that hangs, so that a retry can help.</summary>
    AttemptTimeout = 9,
}
