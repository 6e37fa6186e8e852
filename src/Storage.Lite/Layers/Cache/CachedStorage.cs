using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Caching.Memory;

namespace Storage.Lite;

/// <summary>Keeps values in memory, so that what is read often is read from the store below once.</summary>
/// <remarks>
/// <para>Values are shared with the callers, not copied. Reads of one key that miss together are one read below. Writes
/// through this layer are seen at once: after a put, delete, copy or rename has ended no later read returns the value
/// before. Writes of others are seen when <see cref="CacheOptions.Lifetime"/> is over.</para>
/// <para>Whether an object exists, its entry and lists are always asked below. Values over
/// <see cref="CacheOptions.ValueBytesMax"/>, parts that miss and streams pass by. A full cache takes no new value until
/// the ones that were not used for longest are gone.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using var storage = new CachedStorage(FileStorage.Open("data"), cacheSize: 1000);
/// await storage.PutTextAsync("user", "John");
/// string user = await storage.GetTextAsync("user");
/// </code></example>
/// </remarks>
public sealed partial class CachedStorage : StorageLayer
{
    /// <summary>A power of two; enough that writes of different keys seldom meet.</summary>
    private const int StripeCount = 256;

    /// <summary>A value that keeps this many times its length, and more than a page, is copied instead.</summary>
    private const int RetainedFactorMax = 4;
    private const int RetainedBytesMin = 4096;

    private readonly CacheOptions _options;
    private readonly MemoryCache _cache;
    private readonly CacheDrain _drain = new();
    private readonly CacheStripe[] _stripes = new CacheStripe[StripeCount];
    private readonly long _chargeMin;
    private long _hits;
    private long _misses;
    private long _joined;
    private bool _isDisposed;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="cacheSize">The most values.</param>
    /// <exception cref="ArgumentException">The number is out of range.</exception>
    public CachedStorage(IStorage inner, int cacheSize)
        : this(inner, new CacheOptions { EntriesMax = cacheSize })
    {
    }

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">How much; null means <see cref="CacheOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public CachedStorage(IStorage inner, CacheOptions? options = null)
        : base(inner)
    {
        _options = options ?? CacheOptions.Default;
        _options.Validate();
        _chargeMin = Math.Max(1, _options.BytesMax / _options.EntriesMax);
        _cache = new MemoryCache(new MemoryCacheOptions
        {
            SizeLimit = _options.BytesMax,
            Clock = new CacheClock(_options.TimeProvider),
        });
        for (int index = 0; index < StripeCount; index++)
        {
            _stripes[index] = new CacheStripe();
        }
    }

    /// <summary>Gets what the cache has done so far.</summary>
    public CacheStatistics Statistics =>
        new(Volatile.Read(ref _hits), Volatile.Read(ref _misses), Volatile.Read(ref _joined));

    /// <inheritdoc/>
    public override ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageContent>(cancellation);
        }

        if (TryFind(key, options, out StorageContent content))
        {
            return new ValueTask<StorageContent>(content);
        }

        return options.Range.IsAll && options.Condition.Kind == StorageConditionKind.None
            ? MissAsync(key, cancellation)
            : Inner.TryGetAsync(key, options, cancellation);
    }

    /// <inheritdoc/>
    public override ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        return !cancellation.IsCancellationRequested && TryFind(key, options, out StorageContent content)
            ? new ValueTask<StorageReader>(StorageReader.FromContent(content))
            : Inner.TryOpenReadAsync(key, options, cancellation);
    }

    /// <summary>Forgets all values. Reads under way are not kept either.</summary>
    public void Clear()
    {
        // All locks at once, in one order: the memory cache forgets a value that is set while it clears without a word,
        // so that nobody would release it, and dispose would wait for ever.
        int held = 0;
        try
        {
            for (; held < StripeCount; held++)
            {
                CacheStripe stripe = _stripes[held];
                stripe.Lock.Enter();
                stripe.Generation++;
                stripe.Flights.Clear();
            }

            _cache.Clear();
        }
        finally
        {
            while (held > 0)
            {
                _stripes[--held].Lock.Exit();
            }
        }
    }

    /// <summary>Gives back what is kept, and disposes the store below. Disposing twice does nothing.</summary>
    /// <returns>A task that ends when reads that are under way have ended, also those that everybody gave
    /// up.</returns>
    public override async ValueTask DisposeAsync()
    {
        // Full fence: one caller disposes, and the others have nothing to do.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        Clear();
        await _drain.DrainAsync().ConfigureAwait(false);
        _cache.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private bool TryFind(StorageKey key, in GetOptions options, out StorageContent content)
    {
        content = default;
        if (_cache.TryGetValue(key.Text, out object? found) && found is CacheSlot slot && slot.TryHold())
        {
            bool isAnswered = TryAnswer(slot, options, out content);
            slot.Release();
            if (isAnswered)
            {
                _ = Interlocked.Increment(ref _hits);
                return true;
            }
        }

        _ = Interlocked.Increment(ref _misses);
        return false;
    }

    /// <summary>Answers from a slot what it can answer; what would be an error is for the store below.</summary>
    private bool TryAnswer(CacheSlot slot, in GetOptions options, out StorageContent content)
    {
        content = default;
        if (slot.IsExpired(_options.TimeProvider))
        {
            return false;
        }

        if (slot.Outcome == StorageOutcome.NotFound)
        {
            return options.Condition.Kind == StorageConditionKind.None;
        }

        if (!options.Condition.Holds(exists: true, slot.Entry.ETag))
        {
            content = StorageContent.NotModified(slot.Entry);
            return options.Condition.Kind == StorageConditionKind.NoneMatch;
        }

        if (options.Range.IsAll)
        {
            content = slot.ToContent();
            return true;
        }

        if (!options.Range.TryResolve(slot.Length, out long start, out long length))
        {
            return false;
        }

        content = slot.ToContent(start, length);
        return true;
    }

    /// <summary>Keeps a slot. The stripe's lock is held.</summary>
    private void KeepUnsynchronized(StorageKey key, CacheSlot slot, long retainedBytes)
    {
        TimeSpan? lifetime =
            slot.Outcome == StorageOutcome.Found ? _options.Lifetime : _options.NegativeLifetime;
        bool isHeld = slot.TryHold();
        Debug.Assert(isHeld, "The caller has a hold.");
        using ICacheEntry entry = _cache.CreateEntry(key.Text);
        entry.Value = slot;
        entry.Size = Math.Max(_chargeMin, retainedBytes);

        // The end of what is kept longer than there are dates is none.
        entry.AbsoluteExpirationRelativeToNow =
            lifetime >= DateTimeOffset.MaxValue - _options.TimeProvider.GetUtcNow() ? null : lifetime;
        _ = entry.RegisterPostEvictionCallback(static (_, value, _, _) => ((CacheSlot)value!).Release());
    }

    private CacheStripe StripeOf(StorageKey key) => _stripes[key.GetHashCode() & (StripeCount - 1)];

    /// <summary>Copies a small value out of a large block. Ownership: transfers.</summary>
    private static StorageContent Compact(StorageContent content)
    {
        long length = content.Bytes.Length;
        return content.IsFound && length > 0 && content.Start == 0
            && content.Bytes.RetainedBytes > Math.Max(RetainedBytesMin, RetainedFactorMax * length)
                ? StorageContent.Found(content.Bytes.Detach(), content.Entry)
                : content;
    }
}
