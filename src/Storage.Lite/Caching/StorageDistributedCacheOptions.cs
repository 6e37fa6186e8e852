using System;

namespace Storage.Lite;

/// <summary>How a <see cref="StorageDistributedCache"/> keeps entries in its store.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record StorageDistributedCacheOptions
{
    /// <summary>The most bytes of UTF-8 in <see cref="Prefix"/>: names of entries need the rest of a key.</summary>
    public const int PrefixBytesMax = StorageKey.BytesMax - DistributedCacheKeys.NameLengthMax;

    /// <summary>Gets the options of a cache under <c>cache/</c> whose times are exact.</summary>
    public static StorageDistributedCacheOptions Default { get; } = new();

    /// <summary>
    /// Gets the text before the keys of entries. Nothing else may be stored under it; caches with different ones can
    /// share a store, unless one prefix begins with the other.
    /// </summary>
    public string Prefix { get; init; } = "cache/";

    /// <summary>
    /// Gets how much longer than its sliding expiration an entry may live. Whoever uses an entry prolongs its life,
    /// which writes it anew; with some minutes here that happens once in these minutes instead of at each use. No entry
    /// ends early. Default: none.
    /// </summary>
    public TimeSpan SlidingTolerance { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(Prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(SlidingTolerance, TimeSpan.Zero);

        // The shortest name stands for all: names are plain letters and digits.
        if (!StorageKey.TryParse(Prefix + "0", out _, out string? reason))
        {
            throw new ArgumentException($"'{Prefix}' cannot be the beginning of a key: {reason}.", nameof(Prefix));
        }

        int prefixBytes = System.Text.Encoding.UTF8.GetByteCount(Prefix);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixBytes, PrefixBytesMax, nameof(Prefix));
    }
}
