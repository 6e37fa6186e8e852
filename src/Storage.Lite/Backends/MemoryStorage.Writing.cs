using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <content>Puts, deletes and limits.</content>
public sealed partial class MemoryStorage
{
    /// <summary>What the pool's smallest block has: a copy of less keeps as much.</summary>
    private const int BlockLengthMin = 512;

    /// <summary>
    /// Longer values are never copied: a copy is one block, and this is a long time to hold a caller up.
    /// </summary>
    private const int CopyLengthMax = 1 << 30;

    private MemoryObject? _dead;

    /// <inheritdoc/>
    public ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        RequireUsable(key);
        options ??= PutOptions.Default;
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageEntry>(cancellation);
        }

        try
        {
            return new ValueTask<StorageEntry>(Put(key, value, options));
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException<StorageEntry>(exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        RequireUsable(key);
        options ??= PutOptions.Default;
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StorageWriter>(cancellation);
        }

        try
        {
            RequireSupported(key, options);
            ThrowIfTooLong(key, options.Length ?? 0);
            return new ValueTask<StorageWriter>(new MemoryStorageWriter(this, key, options, _options.Pool));
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException<StorageWriter>(exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        RequireUsable(key);
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellation);
        }

        try
        {
            return new ValueTask<bool>(Delete(key, condition));
        }
        catch (StorageException exception)
        {
            return ValueTask.FromException<bool>(exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var results = new StorageDeleteResult[keys.Count];
        for (int index = 0; index < results.Length; index++)
        {
            if (cancellation.IsCancellationRequested)
            {
                return ValueTask.FromCanceled<IReadOnlyList<StorageDeleteResult>>(cancellation);
            }

            StorageKey key = keys[index];
            try
            {
                RequireUsable(key);
                results[index] = new StorageDeleteResult(key, Delete(key, default), Error: null);
            }
            catch (StorageException exception)
            {
                results[index] = new StorageDeleteResult(key, Existed: false, exception);
            }
        }

        return new ValueTask<IReadOnlyList<StorageDeleteResult>>(results);
    }

    /// <summary>
    /// Gives back the memory of objects that have expired. Every change does so too: this is for stores that are only
    /// read.
    /// </summary>
    /// <returns>How many there were.</returns>
    public int RemoveExpired()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        MemoryObject? dead;
        int count;
        lock (_lock)
        {
            count = RemoveExpiredUnsynchronized(NowTicks());
            dead = TakeDeadUnsynchronized();
        }

        Retire(dead);
        return count;
    }

    /// <summary>Refuses a value that no setting of the store lets in.</summary>
    internal void ThrowIfTooLong(StorageKey key, long length)
    {
        if (length > Capabilities.ValueBytesMax)
        {
            throw new StorageQuotaException(
                StorageOperation.Put,
                key,
                Name,
                $"it has {length} bytes, and {Capabilities.ValueBytesMax} are the most that the store takes");
        }
    }

    private static ReadOnlyDictionary<string, string>? Freeze(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || metadata.Count == 0)
        {
            return null;
        }

        var copy = new Dictionary<string, string>(metadata.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in metadata)
        {
            ArgumentNullException.ThrowIfNull(value, nameof(metadata));
            if (!copy.TryAdd(name, value))
            {
                throw new ArgumentException($"The metadata has '{name}' twice: its case does not count.",
                    nameof(metadata));
            }
        }

        return new ReadOnlyDictionary<string, string>(copy);
    }

    /// <summary>Gives back what died. The release of foreign memory may throw; that does not keep the others.</summary>
    private static void Retire(MemoryObject? dead)
    {
        ExceptionDispatchInfo? failure = null;
        while (dead is not null)
        {
            try
            {
                dead.Retire();
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }

            dead = dead.NextDead;
        }

        failure?.Throw();
    }

    private StorageEntry Put(StorageKey key, BufferSlice value, PutOptions options)
    {
        RequireSupported(key, options);
        ThrowIfTooLong(key, value.Length);
        var entry = new StorageEntry
        {
            Key = key,
            Length = value.Length,
            Metadata = Freeze(options.Metadata),
            ExpiresAt = options.ExpiresAt,
        };
        MemoryObject? dead;
        BufferSlice kept = Keep(value);
        try
        {
            lock (_lock)
            {
                MemoryObject? current = BeginUnsynchronized(key, out DateTimeOffset now);
                RequireUnsynchronized(StorageOperation.Put, key, options.Condition, current);
                MakeRoomUnsynchronized(StorageOperation.Put, key, value.Length, current);
                entry = entry with { ModifiedAt = now, ETag = NextTagUnsynchronized() };
                InstallUnsynchronized(new MemoryObject(kept, entry), current);
                kept = default;
                dead = TakeDeadUnsynchronized();
            }
        }
        finally
        {
            kept.Dispose();
        }

        Retire(dead);
        return entry;
    }

    private bool Delete(StorageKey key, StorageCondition condition)
    {
        MemoryObject? dead;
        MemoryObject? current;
        lock (_lock)
        {
            current = BeginUnsynchronized(key, out _);
            RequireUnsynchronized(StorageOperation.Delete, key, condition, current);
            if (current is not null)
            {
                RemoveUnsynchronized(current);
            }

            dead = TakeDeadUnsynchronized();
        }

        Retire(dead);
        return current is not null;
    }

    /// <summary>Takes a reference of the store's own. Ownership: shares, or rents for a copy that fits.</summary>
    private BufferSlice Keep(BufferSlice value) =>
        _options.RetainedFactorMax is { } factor
            && value.Length <= CopyLengthMax
            && value.RetainedBytes > factor * Math.Max(value.Length, BlockLengthMin)
                ? value.Share().Detach(_options.Pool)
                : value.Share();

    private void RequireUsable(StorageKey key)
    {
        key.ThrowIfEmpty();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
    }

    private void RequireSupported(StorageKey key, PutOptions options)
    {
        if (options.CompressionLevel is not null)
        {
            throw new StorageNotSupportedException(
                StorageOperation.Put, key, Name, "it does not compress: put a compressing layer on top of it");
        }
    }

    /// <summary>Begins a change: expired objects go, and what is left under the key is the current one.</summary>
    private MemoryObject? BeginUnsynchronized(StorageKey key, out DateTimeOffset now)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        now = _options.TimeProvider.GetUtcNow();
        _ = RemoveExpiredUnsynchronized(now.UtcTicks);
        return CurrentUnsynchronized(key);
    }

    private MemoryObject? CurrentUnsynchronized(StorageKey key) =>
        _objects.TryGetValue(key.Text, out MemoryObject? current) ? current : null;

    private void RequireUnsynchronized(
        StorageOperation operation, StorageKey key, StorageCondition condition, MemoryObject? current)
    {
        if (!condition.Holds(current is not null, current?.Entry.ETag ?? default))
        {
            throw Refuse(operation, key, condition, current);
        }
    }

    private StorageETag NextTagUnsynchronized() => new(_tagOrigin, ++_tagCount);

    /// <summary>Makes an object the one that its key holds, in place of the current one.</summary>
    private void InstallUnsynchronized(MemoryObject added, MemoryObject? current)
    {
        string key = added.Entry.Key.Text;
        _objects[key] = added;
        _bytes += added.Entry.Length;
        if (current is null)
        {
            _keys.Add(key);
            _objectCount++;
        }
        else
        {
            _bytes -= current.Entry.Length;
            BuryUnsynchronized(current);
        }

        EnqueueUnsynchronized(added);
    }

    private void RemoveUnsynchronized(MemoryObject current)
    {
        string key = current.Entry.Key.Text;
        _ = _objects.TryRemove(key, out _);
        _keys.Remove(key);
        _bytes -= current.Entry.Length;
        _objectCount--;
        BuryUnsynchronized(current);
    }

    private void EnqueueUnsynchronized(MemoryObject added)
    {
        Use(added);
        _recent?.Add(added);
        if (added.ExpiresAtTicks != long.MaxValue)
        {
            _expiring.Add(added);
        }
    }

    /// <summary>Remembers what to retire after the lock: releasing foreign memory runs code of others.</summary>
    private void BuryUnsynchronized(MemoryObject dead)
    {
        dead.IsDead = true;
        dead.NextDead = _dead;
        _dead = dead;
    }

    private MemoryObject? TakeDeadUnsynchronized()
    {
        MemoryObject? dead = _dead;
        _dead = null;
        return dead;
    }

    private int RemoveExpiredUnsynchronized(long nowTicks)
    {
        int count = 0;
        while (_expiring.PeekLeast() is { } first && first.ExpiresAtTicks <= nowTicks)
        {
            _ = _expiring.TakeLeast();
            RemoveUnsynchronized(first);
            count++;
        }

        return count;
    }

    private void MakeRoomUnsynchronized(
        StorageOperation operation, StorageKey key, long length, MemoryObject? current)
    {
        long bytes = _bytes - (current?.Entry.Length ?? 0);
        long count = _objectCount - (current is null ? 0 : 1);
        bool canFit = length <= _options.BytesMax && _options.ObjectsMax > 0 && _recent is not null;
        while (bytes > _options.BytesMax - length || count >= _options.ObjectsMax)
        {
            if (!canFit || _recent!.PeekLeast() is not { } victim)
            {
                throw new StorageQuotaException(
                    operation,
                    key,
                    Name,
                    $"{length} bytes do not fit beside {count} objects of {bytes} bytes, and {_options.ObjectsMax} "
                    + $"objects of {_options.BytesMax} bytes are the most: remove some or raise the limit");
            }

            _ = _recent.TakeLeast();
            if (!ReferenceEquals(victim, current))
            {
                bytes -= victim.Entry.Length;
                count--;
                RemoveUnsynchronized(victim);
            }
        }
    }
}
