using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A store in the memory of this process: for caches, for tests, and for what need not outlive it.</summary>
/// <remarks>
/// <para>Values are shared and not copied: a put takes a reference to the caller's slice, and a get hands one out. A
/// slice that keeps much more memory than it has bytes is copied once, see
/// <see cref="MemoryStorageOptions.RetainedFactorMax"/>. Slices of a pool that is confined to one thread can only be
/// put when the store is used on that thread.</para>
/// <para>A get takes no lock and allocates nothing. Everything that changes something takes the store's lock for the
/// time of the change, and so does a page of a list. Histories of each key are linearizable, and a rename is one
/// step.</para>
/// <para>An expired object is gone for every operation; its memory comes back at the next change, or at
/// <see cref="RemoveExpired"/>.</para>
/// <para>Ownership: the store holds its slices until they are replaced, removed or evicted, or it is disposed.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using var storage = new MemoryStorage(new MemoryStorageOptions { BytesMax = 64 * 1024 * 1024 });
/// await storage.PutTextAsync("user", "John");
/// using StorageContent content = await storage.GetAsync("user");
/// string name = content.Bytes.GetString();
/// </code></example>
/// </remarks>
public sealed partial class MemoryStorage : IStorage
{
    private readonly ConcurrentDictionary<string, MemoryObject> _objects = new(concurrencyLevel: 1, capacity: 31);
    private readonly OrderedKeys _keys = new();
    private readonly MemoryObjectQueue _expiring = new(static item => item.ExpiresAtTicks);
    private readonly MemoryObjectQueue? _recent;
    private readonly MemoryStorageOptions _options;
    private readonly Lock _lock = new();

    /// <summary>The first half of every tag: tags of another store, or of an earlier process, match nothing.</summary>
    private readonly ulong _tagOrigin = unchecked((ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));

    private ulong _tagCount;
    private long _useCount;
    private long _bytes;
    private long _objectCount;
    private volatile bool _isDisposed;

    /// <summary>Makes an empty store.</summary>
    /// <param name="options">How it behaves; null means <see cref="MemoryStorageOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public MemoryStorage(MemoryStorageOptions? options = null)
    {
        _options = options ?? MemoryStorageOptions.Default;
        _options.Validate();
        _recent = _options.Eviction == MemoryEviction.LeastRecentlyUsed
            ? new MemoryObjectQueue(static item => item.UsedAt)
            : null;
        Capabilities = new StorageCapabilities
        {
            CreatesIfAbsent = true,
            ComparesAndSwaps = true,
            DeletesIfMatch = true,
            CopiesIfAbsent = true,
            RenamesAtomically = true,
            KeepsMetadata = true,
            Expires = true,
            HasFlatKeys = true,
            TakesEveryKey = true,
            ListsETags = true,
            ValueBytesMax = Math.Min(_options.ValueBytesMax, _options.BytesMax),
        };
    }

    /// <inheritdoc/>
    public string Name => _options.Name;

    /// <inheritdoc/>
    public StorageCapabilities Capabilities { get; }

    /// <summary>Gets the bytes of all values; expired ones count until their memory is given back.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Gets how many objects there are; expired ones count until their memory is given back.</summary>
    public long ObjectCount => Volatile.Read(ref _objectCount);

    /// <inheritdoc/>
    public ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageContent>(cancellation);
        }

        MemoryObject? found;
        BufferSlice bytes;
        long start;
        do
        {
            found = Find(key);
            if (found is null)
            {
                return new ValueTask<StorageContent>(StorageContent.NotFound);
            }

            if (options.Condition.Kind != StorageConditionKind.None && !Holds(options.Condition, found))
            {
                return options.Condition.Kind == StorageConditionKind.NoneMatch
                    ? new ValueTask<StorageContent>(StorageContent.NotModified(found.Entry))
                    : ValueTask.FromException<StorageContent>(
                        Refuse(StorageOperation.Get, key, options.Condition, found));
            }

            if (!options.Range.TryResolve(found.Entry.Length, out start, out long length))
            {
                return ValueTask.FromException<StorageContent>(new StorageRangeException(
                    StorageOperation.Get, key, Name, $"{options.Range} is after its end, at {found.Entry.Length}"));
            }

            if (found.TryShare(start, length, out bytes))
            {
                break;
            }
        }
        while (true);

        Use(found);
        return new ValueTask<StorageContent>(StorageContent.Found(bytes, found.Entry, start));
    }

    /// <inheritdoc/>
    public ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        ValueTask<StorageContent> task = TryGetAsync(key, options, cancellation);
        return task.IsCompletedSuccessfully
            ? new ValueTask<StorageReader>(StorageReader.FromContent(task.Result))
            : AwaitAsync(task);

        static async ValueTask<StorageReader> AwaitAsync(ValueTask<StorageContent> task) =>
            StorageReader.FromContent(await task.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default)
    {
        return cancellation.IsCancellationRequested
            ? ValueTask.FromCanceled<StorageEntry?>(cancellation)
            : new ValueTask<StorageEntry?>(Find(key)?.Entry);
    }

    /// <inheritdoc/>
    public ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageHealth>(cancellation);
        }

        long bytes = Bytes;
        return new ValueTask<StorageHealth>(new StorageHealth
        {
            IsHealthy = !_isDisposed,
            Description = _isDisposed ? "It is disposed." : $"{ObjectCount} objects of {bytes} bytes are in memory.",
            FreeBytes = _options.BytesMax == long.MaxValue ? null : Math.Max(0, _options.BytesMax - bytes),
        });
    }

    /// <inheritdoc/>
    public T? GetFeature<T>()
        where T : class => this as T;

    /// <summary>Gives back everything. Slices that were handed out stay valid. Disposing twice does nothing.</summary>
    /// <returns>A task that has ended.</returns>
    public ValueTask DisposeAsync()
    {
        MemoryObject? dead = null;
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                foreach ((_, MemoryObject item) in _objects)
                {
                    BuryUnsynchronized(item);
                }

                // Also what a change that was refused has left behind.
                dead = TakeDeadUnsynchronized();

                _objects.Clear();
                _keys.Clear();
                _expiring.Clear();
                _recent?.Clear();
                _bytes = 0;
                _objectCount = 0;
            }
        }

        Retire(dead);
        return ValueTask.CompletedTask;
    }

    /// <summary>Finds what the key holds, without a lock.</summary>
    /// <returns>The object, which may be replaced meanwhile; null when there is none or it is expired.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private MemoryObject? Find(StorageKey key)
    {
        key.ThrowIfEmpty();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_objects.TryGetValue(key.Text, out MemoryObject? found))
        {
            return null;
        }

        if (found.Move is { } move)
        {
            found = move.IsDone ? found.After : found.Before;
        }

        return found is null || found.ExpiresAtTicks == long.MaxValue || found.ExpiresAtTicks > NowTicks()
            ? found
            : null;
    }

    private static bool Holds(StorageCondition condition, MemoryObject found) =>
        condition.Kind != StorageConditionKind.Absent
            ? condition.Holds(exists: true, found.Entry.ETag)
            : throw new ArgumentException(
                "A get takes the conditions if match and if none match.", nameof(condition));

    private void Use(MemoryObject used)
    {
        if (_recent is not null)
        {
            // Two gets at the same time may take the same number: then either was the later one.
            used.UsedAt = ++_useCount;
        }
    }

    private long NowTicks() => _options.TimeProvider.GetUtcNow().UtcTicks;

    private StoragePreconditionException Refuse(
        StorageOperation operation, StorageKey key, StorageCondition condition, MemoryObject? current)
    {
        Debug.Assert(!condition.Holds(current is not null, current?.Entry.ETag ?? default), "It does not hold.");
        string holds = current is null ? "no object" : $"version {current.Entry.ETag}";
        return new StoragePreconditionException(
            operation, key, Name, $"it was asked for {condition}, and the key holds {holds}");
    }
}
