using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Several stores as one: fast ones before, copies behind, and one that says what is true.</summary>
/// <remarks>
/// <para>The tiers are asked in their order and the first that has the object answers. A tier that does not have it is
/// passed over; so is one that fails, but then "not found" from all others is not believed, and its error is thrown. A
/// read puts what it found into the caches before, unless the object changed meanwhile. What other processes
/// write to the authoritative tier the caches of this one do not see; whoever asks for a version by a condition gets
/// that one, or an error.</para>
/// <para>Writes go to the authoritative tier first, which also checks conditions, and then to the others; see
/// <see cref="CompositeOptions.WritePolicy"/>. A tier whose change failed or is pending is not asked for that key until
/// it was repaired, so nothing old or deleted comes back; this is remembered in memory, and forgotten when the process
/// ends. Deletes remove the copies after the object, and the caches last. Lists come from the authoritative
/// tier.</para>
/// <para>Versions and times are those of the authoritative tier; copies keep them in their metadata, so a tier that
/// keeps none returns objects without a version.</para>
/// <para>Ownership: owns all tiers. Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using var storage = new CompositeStorage([new MemoryStorage(), FileStorage.Open("data"), backup]);
/// await storage.PutTextAsync("key", "value");
/// string value = await storage.GetTextAsync("key");
/// </code></example>
/// </remarks>
public sealed partial class CompositeStorage : StorageLayer
{
    /// <summary>The most tiers, each of which has a bit.</summary>
    public const int TiersMax = 16;

    private const int GenerationCount = 1024;

    private readonly IStorage[] _tiers;
    private readonly int _authoritative;
    private readonly CompositeOptions _options;
    private readonly KeyTurns _locks = new();
    private readonly TierDebts _debts;
    private readonly long[] _generations = new long[GenerationCount];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _repairLock = new();
    private Task _repairs = Task.CompletedTask;
    private bool _isRepairing;
    private bool _isDisposed;

    /// <summary>Makes a composite.</summary>
    /// <param name="tiers">The tiers, fastest first. Ownership: transfers.</param>
    /// <param name="options">How; null means <see cref="CompositeOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">There is no tier, or more than <see cref="TiersMax"/>, or the options are
    /// wrong.</exception>
    public CompositeStorage(IReadOnlyList<IStorage> tiers, CompositeOptions? options = null)
        : base(FindAuthoritative(tiers, options ??= CompositeOptions.Default))
    {
        _options = options;
        _tiers = [.. tiers];
        _authoritative = Array.IndexOf(_tiers, Inner);
        _debts = new TierDebts(options.PendingRepairsMax);
        Capabilities = Combine();
        Name = $"composite({string.Join(", ", _tiers.Select(static tier => tier.Name))})";
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override StorageCapabilities Capabilities { get; }

    /// <summary>Gets the tiers in their order. Ownership: borrows.</summary>
    public IReadOnlyList<IStorage> Tiers => _tiers;

    /// <summary>Gets the place of the tier that says what is true.</summary>
    public int AuthoritativeTier => _authoritative;

    /// <summary>Gets how many keys have tiers that are to be repaired.</summary>
    public int PendingRepairs => _debts.Count;

    private uint OtherTiers => ((1u << _tiers.Length) - 1) & ~(1u << _authoritative);

    /// <inheritdoc/>
    public override async ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default)
    {
        long startedAt = _options.TimeProvider.GetTimestamp();
        StorageHealth[] healths = await Task.WhenAll(
            _tiers.Select(tier => tier.CheckHealthAsync(cancellation).AsTask())).ConfigureAwait(false);
        string tiers = string.Join(
            "; ", healths.Select((health, tier) => $"{_tiers[tier].Name}: {health.Description}"));
        return new StorageHealth
        {
            IsHealthy = healths.All(static health => health.IsHealthy),
            Description = string.Create(
                CultureInfo.InvariantCulture, $"{tiers}; {PendingRepairs} keys to be repaired"),
            FreeBytes = healths[_authoritative].FreeBytes,
            Error = healths.FirstOrDefault(static health => health.Error is not null)?.Error,
            Elapsed = _options.TimeProvider.GetElapsedTime(startedAt),
        };
    }

    /// <summary>
    /// Repairs once more, and disposes all tiers, also when disposing one of them fails; the first failure is thrown
    /// then. Disposing twice does nothing.
    /// </summary>
    /// <returns>A task that ends when all of them have ended.</returns>
    public override async ValueTask DisposeAsync()
    {
        // Full fence: one caller disposes, and the others have nothing to do.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _repairs.ConfigureAwait(false);
        _ = await RepairAsync().ConfigureAwait(false);
        _stop.Dispose();
        ExceptionDispatchInfo? failure = null;
        foreach (IStorage tier in _tiers.Where(tier => tier != Inner))
        {
            try
            {
                await tier.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        try
        {
            await base.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception) when (failure is not null)
        {
            // The first failure is the one that is told.
        }

        failure?.Throw();
    }

    private static IStorage FindAuthoritative(IReadOnlyList<IStorage> tiers, CompositeOptions options)
    {
        ArgumentNullException.ThrowIfNull(tiers);
        ArgumentOutOfRangeException.ThrowIfZero(tiers.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tiers.Count, TiersMax);
        options.Validate(tiers.Count);
        return options.AuthoritativeTier is { } tier
            ? tiers[tier]
            : tiers.FirstOrDefault(static tier => tier.Capabilities.IsDurable) ?? tiers[0];
    }

    private StorageCapabilities Combine()
    {
        StorageCapabilities own = Inner.Capabilities;
        bool keepsMetadata = _tiers.All(static tier => tier.Capabilities.KeepsMetadata);
        return own with
        {
            KeepsMetadata = keepsMetadata,
            // The tiers change one after another, and a read may meet one before and one after.
            RenamesAtomically = own.RenamesAtomically && _tiers.Length == 1,
            ComparesAndSwaps = own.ComparesAndSwaps && keepsMetadata,
            DeletesIfMatch = own.DeletesIfMatch && keepsMetadata,
            Expires = _tiers.All(static tier => tier.Capabilities.Expires),
            HasFlatKeys = _tiers.All(static tier => tier.Capabilities.HasFlatKeys),
            TakesEveryKey = _tiers.All(static tier => tier.Capabilities.TakesEveryKey),
            ValueBytesMax = _tiers.Skip(_authoritative).Min(static tier => tier.Capabilities.ValueBytesMax),
        };
    }

    private bool IsCache(int tier) => tier < _authoritative;

    private ref long GenerationOf(StorageKey key) => ref _generations[key.GetHashCode() & (GenerationCount - 1)];

    private async ValueTask LockAsync(StorageKey key, CancellationToken cancellation)
    {
        key.ThrowIfEmpty();
        await _locks.EnterAsync(key, cancellation).ConfigureAwait(false);
        _ = Interlocked.Increment(ref GenerationOf(key));
        Debug.Assert(_locks.IsHeld(key), "The lock is held.");
    }

    private void Unlock(StorageKey key) => _locks.Leave(key);
}
