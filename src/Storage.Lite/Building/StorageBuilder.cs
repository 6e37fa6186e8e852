using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Puts layers over a backend, in the one order that is right, and checks that they fit together.</summary>
/// <remarks>
/// <para>The order of calls does not matter: each layer has its <see cref="StorageLayerPlace"/>. A second layer at one
/// place, a second backend, and none are errors of <see cref="Build"/> and of the call.</para>
/// <para>Thread safety: one thread; the built store is for any number of threads.</para>
/// <example><code>
/// await using IStorage storage = new StorageBuilder()
///     .UseMemory()
///     .UseCache()
///     .UseCompression()
///     .UseRetry(new RetryOptions { MaxRetries = 3 })
///     .Build();
/// </code></example>
/// </remarks>
public sealed class StorageBuilder
{
    private const StorageLayerPlace Innermost = StorageLayerPlace.AttemptTimeout;

    private readonly Dictionary<StorageLayerPlace, Func<IStorage, IStorage>> _layers = [];
    private Func<CancellationToken, ValueTask<IStorage>>? _backend;
    private IReadOnlyList<StorageBuilder> _tiers = [];
    private EnvelopeOptions? _envelope;
    private StorageKeyRing? _ownedKeys;
    private ReadOnlyMemory<char> _password;
    private bool _isBuilt;

    /// <summary>Gets the keys that were copied in; null when there are none. Ownership: borrows.</summary>
    internal StorageKeyRing? OwnedKeys => _ownedKeys;

    /// <summary>Gets a value indicating whether the store, or one that it consists of, has a password.</summary>
    private bool NeedsPassword => !_password.IsEmpty || _tiers.Any(static tier => tier.NeedsPassword);

    /// <summary>Sets what the store keeps its bytes in.</summary>
    /// <param name="open">
    /// Opens the backend; it is called once, by <see cref="Build"/>. Ownership: the built store disposes it.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a backend already.</exception>
    public StorageBuilder UseBackend(Func<IStorage> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return SetBackend(_ => new ValueTask<IStorage>(open()));
    }

    /// <summary>Keeps the bytes in memory.</summary>
    /// <param name="options">How; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a backend already.</exception>
    public StorageBuilder UseMemory(MemoryStorageOptions? options = null) =>
        UseBackend(() => new MemoryStorage(options));

    /// <summary>Keeps the bytes in files below a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a backend already.</exception>
    public StorageBuilder UseFiles(string path, FileStorageOptions? options = null) =>
        UseBackend(() => FileStorage.Open(path, options));

    /// <summary>Keeps the bytes in several stores.</summary>
    /// <param name="tiers">Each of them, fastest first. Ownership: each is built once, by this builder.</param>
    /// <param name="options">How they are written and read; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">There is no tier.</exception>
    /// <exception cref="InvalidOperationException">There is a backend already, or a tier has none.</exception>
    public StorageBuilder UseComposite(IReadOnlyList<StorageBuilder> tiers, CompositeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tiers);
        if (tiers.Count == 0)
        {
            throw new ArgumentException("A composite store needs a tier.", nameof(tiers));
        }

        foreach (StorageBuilder tier in tiers)
        {
            tier.ThrowIfIncomplete();
        }

        StorageBuilder[] own = [.. tiers];
        _ = SetBackend(cancellation => OpenTiersAsync(own, options, cancellation));
        _tiers = own;
        return this;
    }

    /// <summary>Puts a layer at a place.</summary>
    /// <param name="place">Where.</param>
    /// <param name="layer">Makes the layer over the store that it is given, which it owns.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The place is taken.</exception>
    public StorageBuilder Use(StorageLayerPlace place, Func<IStorage, IStorage> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!Enum.IsDefined(place))
        {
            throw new ArgumentOutOfRangeException(nameof(place), place, "There is no such place.");
        }

        if (!_layers.TryAdd(place, layer) || (place == StorageLayerPlace.Envelope && _envelope is not null))
        {
            throw new InvalidOperationException($"There is a layer at the place {place} already.");
        }

        return this;
    }

    /// <summary>Refuses values that are too large, and what a validator refuses.</summary>
    /// <param name="options">The limits.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a quota already.</exception>
    public StorageBuilder UseQuota(QuotaOptions options) =>
        Use(StorageLayerPlace.Quota, inner => new QuotaStorage(inner, options));

    /// <summary>Keeps values in memory that were read or written lately.</summary>
    /// <param name="options">How; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a cache already.</exception>
    public StorageBuilder UseCache(CacheOptions? options = null) =>
        Use(StorageLayerPlace.MemoryCache, inner => new CachedStorage(inner, options));

    /// <summary>Compresses values before they are encrypted and stored.</summary>
    /// <param name="options">How; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a layer at the place of the envelope already.</exception>
    public StorageBuilder UseCompression(CompressionOptions? options = null)
    {
        EnvelopeOptions envelope = TakeEnvelope();
        if (envelope.Compression is not null)
        {
            throw new InvalidOperationException("There is compression already.");
        }

        _envelope = envelope with { Compression = options ?? new CompressionOptions() };
        return this;
    }

    /// <summary>Encrypts values.</summary>
    /// <param name="keys">The keys. Ownership: borrows, as long as the store.</param>
    /// <param name="storeId">What sets this store's objects apart from another's with the same keys.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a layer at the place of the envelope already.</exception>
    public StorageBuilder UseEncryption(StorageKeyRing keys, string storeId = "")
    {
        ArgumentNullException.ThrowIfNull(keys);
        EnvelopeOptions envelope = TakeEnvelope();
        RequireNoKeys(envelope);
        _envelope = envelope with { Keys = keys, StoreId = storeId };
        return this;
    }

    /// <summary>Encrypts values with one key.</summary>
    /// <param name="key">
    /// 32 random bytes; a password is none. Ownership: copied, and wiped with the store, or when it cannot be built; of
    /// a builder that is left alone, when it is collected.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The key has another length.</exception>
    /// <exception cref="InvalidOperationException">There is a layer at the place of the envelope already.</exception>
    public StorageBuilder UseEncryption(ReadOnlySpan<byte> key)
    {
        RequireNoKeys(TakeEnvelope());
        return UseOwnedEncryption(StorageKeyRing.FromKey(key), storeId: "");
    }

    /// <summary>
    /// Encrypts values with a key made from a password, which takes some tenths of a second once; see
    /// <see cref="EncryptedStorage.OpenWithPasswordAsync"/>.
    /// </summary>
    /// <param name="password">The password. Ownership: borrows until the store is built.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The password is empty.</exception>
    /// <exception cref="InvalidOperationException">There is a layer at the place of the envelope already.</exception>
    public StorageBuilder UsePassword(ReadOnlyMemory<char> password)
    {
        if (password.IsEmpty)
        {
            throw new ArgumentException("The password is empty.", nameof(password));
        }

        EnvelopeOptions envelope = TakeEnvelope();
        RequireNoKeys(envelope);
        _password = password;
        _envelope = envelope;
        return this;
    }

    /// <summary>Checks on each read that the bytes are those that were put, and lets values expire.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a layer at the place of the envelope already.</exception>
    public StorageBuilder UseChecksums()
    {
        _envelope = TakeEnvelope();
        return this;
    }

    /// <summary>Limits how much is asked of the backend at once.</summary>
    /// <param name="options">How much; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a limit already.</exception>
    public StorageBuilder UseConcurrencyLimit(ConcurrencyLimitOptions? options = null) =>
        Use(StorageLayerPlace.ConcurrencyLimit, inner => new ConcurrencyLimitStorage(inner, options));

    /// <summary>Asks again after failures that pass.</summary>
    /// <param name="options">How often; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a retry already.</exception>
    public StorageBuilder UseRetry(RetryOptions? options = null) =>
        Use(StorageLayerPlace.Retry, inner => new RetryStorage(inner, options));

    /// <summary>Stops asking a backend that does not work, for a while.</summary>
    /// <param name="options">When; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a circuit breaker already.</exception>
    public StorageBuilder UseCircuitBreaker(CircuitBreakerOptions? options = null) =>
        Use(StorageLayerPlace.CircuitBreaker, inner => new CircuitBreakerStorage(inner, options));

    /// <summary>Asks a second time when the first answer to a read is late.</summary>
    /// <param name="options">When; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is hedging already.</exception>
    public StorageBuilder UseHedging(HedgingOptions? options = null) =>
        Use(StorageLayerPlace.Hedging, inner => new HedgingStorage(inner, options));

    /// <summary>Ends one attempt that hangs.</summary>
    /// <param name="options">When; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a timeout of attempts already.</exception>
    public StorageBuilder UseAttemptTimeout(AttemptTimeoutOptions? options = null) =>
        Use(StorageLayerPlace.AttemptTimeout, inner => new AttemptTimeoutStorage(inner, options));

    /// <summary>Ends what takes too long in all, retries included.</summary>
    /// <param name="options">When; null means the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">There is a deadline already.</exception>
    public StorageBuilder UseDeadline(DeadlineOptions? options = null) =>
        Use(StorageLayerPlace.Deadline, inner => new DeadlineStorage(inner, options));

    /// <summary>
    /// Opens the backend and puts the layers over it. It can be done once. When it fails, what was opened is disposed,
    /// and keys that were copied are wiped.
    /// </summary>
    /// <returns>The store. Ownership: the caller disposes it, and with it everything below.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is no backend, it was built already, or there is a password, which takes <see cref="BuildAsync"/>.
    /// </exception>
    /// <exception cref="StorageException">The backend could not be opened.</exception>
    public IStorage Build()
    {
        if (NeedsPassword)
        {
            throw new InvalidOperationException("A store with a password is opened by BuildAsync.");
        }

        // Without a password nothing is waited for, but the end of a store that is disposed after a failure.
        ValueTask<IStorage> building = BuildAsync(CancellationToken.None);
        return building.IsCompleted ? building.Result : building.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>As <see cref="Build"/>, also with a password.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The store. Ownership: the caller disposes it, and with it everything below.</returns>
    /// <exception cref="InvalidOperationException">There is no backend, or it was built already.</exception>
    /// <exception cref="StorageIntegrityException">The password is another one than at the first open.</exception>
    /// <exception cref="StorageException">The backend could not be opened.</exception>
    public async ValueTask<IStorage> BuildAsync(CancellationToken cancellation = default)
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException("It was built already: a builder makes one store.");
        }

        ThrowIfIncomplete();
        _isBuilt = true;
        IStorage? storage = null;
        try
        {
            storage = await _backend!(cancellation).ConfigureAwait(false);
            for (StorageLayerPlace place = Innermost; place >= StorageLayerPlace.Telemetry; place--)
            {
                if (_layers.TryGetValue(place, out Func<IStorage, IStorage>? layer))
                {
                    storage = layer(storage);
                }
                else if (place == StorageLayerPlace.Envelope && !_password.IsEmpty)
                {
                    // It disposes what it is given, also when it fails.
                    IStorage below = storage;
                    storage = null;
                    storage = await EncryptedStorage.OpenWithPasswordAsync(below, _password, _envelope, cancellation)
                        .ConfigureAwait(false);
                }
                else if (place == StorageLayerPlace.Envelope)
                {
                    storage = PutEnvelope(storage);
                }
            }

            return storage;
        }
        catch
        {
            WipeKeys();
            if (storage is not null)
            {
                await storage.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Encrypts values with keys that the built store owns.</summary>
    internal StorageBuilder UseOwnedEncryption(StorageKeyRing keys, string storeId)
    {
        EnvelopeOptions envelope = TakeEnvelope();
        RequireNoKeys(envelope);
        _ownedKeys = keys;
        _envelope = envelope with { StoreId = storeId };
        return this;
    }

    /// <summary>Reads objects, too, that were put before values were encrypted.</summary>
    internal void ReadUnencrypted() => _envelope = TakeEnvelope() with { ReadsUnencrypted = true };

    /// <summary>Says what is missing, without opening anything.</summary>
    /// <exception cref="InvalidOperationException">There is no backend.</exception>
    internal void ThrowIfIncomplete()
    {
        if (_backend is null)
        {
            throw new InvalidOperationException("There is no backend: call UseMemory, UseFiles or UseBackend.");
        }
    }

    /// <summary>
    /// Wipes the keys of a store that is not to be built, or could not be, and of the stores that it consists of.
    /// </summary>
    internal void WipeKeys()
    {
        _isBuilt = true;
        _ownedKeys?.Dispose();
        foreach (StorageBuilder tier in _tiers)
        {
            tier.WipeKeys();
        }
    }

    private void RequireNoKeys(EnvelopeOptions envelope)
    {
        if (envelope.Keys is not null || _ownedKeys is not null || !_password.IsEmpty)
        {
            throw new InvalidOperationException("There is encryption already.");
        }
    }

    private static async ValueTask<IStorage> OpenTiersAsync(
        StorageBuilder[] tiers, CompositeOptions? options, CancellationToken cancellation)
    {
        List<IStorage> opened = [];
        try
        {
            foreach (StorageBuilder tier in tiers)
            {
                opened.Add(await tier.BuildAsync(cancellation).ConfigureAwait(false));
            }

            return new CompositeStorage(opened, options);
        }
        catch
        {
            foreach (IStorage tier in opened)
            {
                await tier.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private StorageBuilder SetBackend(Func<CancellationToken, ValueTask<IStorage>> open)
    {
        if (_backend is not null)
        {
            throw new InvalidOperationException(
                "There is a backend already: a store has one, and CompositeStorage makes one of several.");
        }

        _backend = open;
        return this;
    }

    private IStorage PutEnvelope(IStorage inner) => (_envelope, _ownedKeys) switch
    {
        (null, _) => inner,
        ({ } envelope, null) => new EnvelopeStorage(inner, envelope),
        ({ } envelope, { } keys) => new EncryptedStorage(inner, envelope, keys),
    };

    private EnvelopeOptions TakeEnvelope() => _layers.ContainsKey(StorageLayerPlace.Envelope)
        ? throw new InvalidOperationException($"There is a layer at the place {StorageLayerPlace.Envelope} already.")
        : _envelope ?? new EnvelopeOptions();
}
