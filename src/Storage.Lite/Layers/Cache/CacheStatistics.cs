namespace Storage.Lite;

/// <summary>What a cache has done so far.</summary>
/// <param name="Hits">Reads that were answered from memory.</param>
/// <param name="Misses">Reads that were not.</param>
/// <param name="Joined">Of the misses, those that waited for another one's read of the same key.</param>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct CacheStatistics(long Hits, long Misses, long Joined);
