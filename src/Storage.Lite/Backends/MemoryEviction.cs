namespace Storage.Lite;

/// <summary>What a <see cref="MemoryStorage"/> does when a put does not fit its limits.</summary>
public enum MemoryEviction
{
    /// <summary>It refuses the put with <see cref="StorageQuotaException"/>: nothing is lost.</summary>
    None = 0,

    /// <summary>It removes the objects that were not read or written for longest: it is a cache.</summary>
    LeastRecentlyUsed = 1,
}
