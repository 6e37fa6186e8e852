using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Microsoft.Extensions.Caching.Distributed;

namespace Storage.Lite;

/// <summary>A store as the distributed cache of ASP.NET Core and of HybridCache.</summary>
/// <remarks>
/// <para>Entries are objects under <see cref="StorageDistributedCacheOptions.Prefix"/>, with their times before their
/// bytes, so any store will do. What has expired is not found; it is removed when somebody asks for it, by
/// <see cref="RemoveExpiredAsync"/>, and by the store's own means where it has them.</para>
/// <para>Sliding expiration: each use writes the entry anew with a later time, and only if it is still the one that was
/// read, so that a value that somebody sets meanwhile is never lost. It needs a store that compares and swaps; others
/// refuse it. See <see cref="StorageDistributedCacheOptions.SlidingTolerance"/> for fewer writes.</para>
/// <para>Errors of the store are <see cref="StorageException"/>s; they are not taken for a miss. The members without
/// tasks wait for the store on the caller's thread.</para>
/// <para>Ownership: borrows the store. Thread safety: any number of threads.</para>
/// <example><code>
/// await using var storage = new MemoryStorage();
/// var cache = new StorageDistributedCache(storage);
/// await cache.SetAsync("greeting", "hello"u8.ToArray(), new() { SlidingExpiration = TimeSpan.FromMinutes(5) });
/// </code></example>
/// </remarks>
public sealed class StorageDistributedCache : IBufferDistributedCache
{
    private readonly IStorage _storage;
    private readonly StorageDistributedCacheOptions _options;

    /// <summary>Makes a cache.</summary>
    /// <param name="storage">Where entries are. Ownership: borrows, as long as the cache.</param>
    /// <param name="options">How; null means <see cref="StorageDistributedCacheOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public StorageDistributedCache(IStorage storage, StorageDistributedCacheOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _options = options ?? StorageDistributedCacheOptions.Default;
        _options.Validate();
        _storage = storage;
    }

    /// <summary>Gets an entry's bytes, and prolongs its life.</summary>
    /// <param name="key">The key; any text.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>The bytes; null when there is no entry.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        using BufferSlice bytes = await TakeAsync(key, token).ConfigureAwait(false) ?? default;
        return bytes.IsEmpty ? null : ValueOf(bytes);

        static byte[] ValueOf(BufferSlice bytes)
        {
            byte[] value = new byte[bytes.Length - DistributedCacheHeader.Length];
            _ = bytes.CopyTo(DistributedCacheHeader.Length, value);
            return value;
        }
    }

    /// <inheritdoc cref="GetAsync"/>
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    /// <summary>Writes an entry's bytes into a writer, and prolongs its life.</summary>
    /// <param name="key">The key; any text.</param>
    /// <param name="destination">What the bytes are added to.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>False when there is no entry; nothing is written then.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public async ValueTask<bool> TryGetAsync(
        string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using BufferSlice bytes = await TakeAsync(key, token).ConfigureAwait(false) ?? default;
        if (bytes.IsEmpty)
        {
            return false;
        }

        using BufferSlice value = bytes.Slice(DistributedCacheHeader.Length);
        foreach (ReadOnlySpan<byte> chunk in value.Chunks)
        {
            destination.Write(chunk);
        }

        return true;
    }

    /// <inheritdoc cref="TryGetAsync"/>
    public bool TryGet(string key, IBufferWriter<byte> destination) =>
        TryGetAsync(key, destination).AsTask().GetAwaiter().GetResult();

    /// <summary>Stores an entry, in place of the one before.</summary>
    /// <param name="key">The key; any text.</param>
    /// <param name="value">The bytes. Ownership: borrows until the task has ended.</param>
    /// <param name="options">Until when it lives; without any time, for ever.</param>
    /// <param name="token">Gives up: the old entry stays, or the new one is there whole.</param>
    /// <returns>A task that ends when the entry is stored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The absolute expiration is in the past.</exception>
    /// <exception cref="StorageNotSupportedException">The store cannot keep a sliding expiration.</exception>
    /// <exception cref="StorageException">The store failed.</exception>
    public Task SetAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return SetAsync(key, new ReadOnlySequence<byte>(value), options, token).AsTask();
    }

    /// <inheritdoc cref="SetAsync(string, byte[], DistributedCacheEntryOptions, CancellationToken)"/>
    public async ValueTask SetAsync(
        string key,
        ReadOnlySequence<byte> value,
        DistributedCacheEntryOptions options,
        CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        StorageKey name = KeyOf(key);
        DistributedCacheHeader header = HeaderOf(name, options);
        using BufferSlice entry = Encode(header, value);
        _ = await _storage.PutAsync(name, entry, PutOptionsOf(header, default), token).ConfigureAwait(false);
    }

    /// <inheritdoc cref="SetAsync(string, byte[], DistributedCacheEntryOptions, CancellationToken)"/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        SetAsync(key, value, options).GetAwaiter().GetResult();

    /// <inheritdoc cref="SetAsync(string, byte[], DistributedCacheEntryOptions, CancellationToken)"/>
    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) =>
        SetAsync(key, value, options).AsTask().GetAwaiter().GetResult();

    /// <summary>Prolongs an entry's life, as a get does. A missing one is no error.</summary>
    /// <param name="key">The key; any text.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>A task that ends when the new time is stored.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public async Task RefreshAsync(string key, CancellationToken token = default)
    {
        using BufferSlice bytes = await TakeAsync(key, token).ConfigureAwait(false) ?? default;
    }

    /// <inheritdoc cref="RefreshAsync"/>
    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    /// <summary>Removes an entry. A missing one is no error.</summary>
    /// <param name="key">The key; any text.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>A task that ends when there is no entry.</returns>
    /// <exception cref="StorageException">The store failed.</exception>
    public async Task RemoveAsync(string key, CancellationToken token = default) =>
        _ = await _storage.DeleteAsync(KeyOf(key), default, token).ConfigureAwait(false);

    /// <inheritdoc cref="RemoveAsync"/>
    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    /// <summary>
    /// Removes the entries that have expired, which take space until somebody asks for them. It reads the beginning of
    /// every entry; others may use the cache meanwhile.
    /// </summary>
    /// <param name="token">Gives up; some may be removed.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="StorageException">The store failed, or cannot remove a version.</exception>
    public async ValueTask<long> RemoveExpiredAsync(CancellationToken token = default)
    {
        if (!_storage.Capabilities.DeletesIfMatch)
        {
            throw new StorageNotSupportedException(StorageOperation.Delete, default, _storage.Name,
                "removing what has expired needs a store that deletes a version, or a new entry could be lost");
        }

        long count = 0;
        var options = new GetOptions { Range = StorageRange.Bounded(0, DistributedCacheHeader.Length) };
        await foreach (StorageEntry listed in _storage.ListAsync(_options.Prefix, token).ConfigureAwait(false))
        {
            using StorageContent content = await _storage.TryGetAsync(listed.Key, options, token)
                .ConfigureAwait(false);
            if (content.IsFound
                && Read(content).IsExpired(_options.TimeProvider.GetUtcNow())
                && await RemoveVersionAsync(content.Entry, token).ConfigureAwait(false))
            {
                count++;
            }
        }

        return count;
    }

    private StorageKey KeyOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _options.Prefix + DistributedCacheKeys.NameOf(key);
    }

    /// <summary>
    /// Reads a live entry, header and all, and prolongs its life. Ownership: the caller disposes the slice.
    /// </summary>
    private async ValueTask<BufferSlice?> TakeAsync(string key, CancellationToken token)
    {
        StorageKey name = KeyOf(key);
        using StorageContent content = await _storage.TryGetAsync(name, default(GetOptions), token)
            .ConfigureAwait(false);
        if (!content.IsFound)
        {
            return null;
        }

        DistributedCacheHeader header = Read(content);
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        if (header.IsExpired(now))
        {
            if (_storage.Capabilities.DeletesIfMatch)
            {
                _ = await RemoveVersionAsync(content.Entry, token).ConfigureAwait(false);
            }

            return null;
        }

        DistributedCacheHeader prolonged = header.Prolong(now, _options.SlidingTolerance);
        if (prolonged != header)
        {
            await ReplaceHeaderAsync(content, prolonged, token).ConfigureAwait(false);
        }

        return content.Bytes.Share();
    }

    private async ValueTask ReplaceHeaderAsync(
        StorageContent content, DistributedCacheHeader header, CancellationToken token)
    {
        using BufferSlice value = content.Bytes.Slice(DistributedCacheHeader.Length);
        using var buffer = new ChunkedBuffer();
        WriteHeader(header, buffer);
        buffer.Append(value);
        using BufferSlice entry = buffer.TakeAll();
        try
        {
            PutOptions options = PutOptionsOf(header, StorageCondition.IfMatch(content.Entry.ETag));
            _ = await _storage.PutAsync(content.Entry.Key, entry, options, token).ConfigureAwait(false);
        }
        catch (StoragePreconditionException)
        {
            // Somebody set another value, removed this one, or prolonged it just now: that stands.
            return;
        }
    }

    /// <summary>Removes a version; false when another one took its place or somebody else removed it.</summary>
    private async ValueTask<bool> RemoveVersionAsync(StorageEntry entry, CancellationToken token)
    {
        try
        {
            return await _storage.DeleteAsync(entry.Key, StorageCondition.IfMatch(entry.ETag), token)
                .ConfigureAwait(false);
        }
        catch (StoragePreconditionException)
        {
            // It is not the expired entry any more.
            return false;
        }
    }

    private DistributedCacheHeader Read(in StorageContent content)
    {
        Span<byte> bytes = stackalloc byte[DistributedCacheHeader.Length];
        int length = content.Bytes.CopyTo(0, bytes);
        return DistributedCacheHeader.TryRead(bytes[..length], out DistributedCacheHeader header)
            ? header
            : throw new StorageIntegrityException(StorageOperation.Get, content.Entry.Key, _storage.Name,
                $"it is no entry of a cache, and only those may be under '{_options.Prefix}'");
    }

    private DistributedCacheHeader HeaderOf(StorageKey name, DistributedCacheEntryOptions options)
    {
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        DateTimeOffset? absolute = options.AbsoluteExpirationRelativeToNow is { } span
            ? span >= DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + span
            : options.AbsoluteExpiration;
        if (absolute <= now)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), absolute, $"The absolute expiration must be after now, which is {now:O}.");
        }

        if (options.SlidingExpiration is not null && !_storage.Capabilities.ComparesAndSwaps)
        {
            throw new StorageNotSupportedException(StorageOperation.Put, name, _storage.Name,
                "a sliding expiration needs a store that compares and swaps, or values of others would be lost");
        }

        return new DistributedCacheHeader { Absolute = absolute, Sliding = options.SlidingExpiration }
            .Prolong(now, _options.SlidingTolerance);
    }

    private PutOptions PutOptionsOf(DistributedCacheHeader header, StorageCondition condition) => new()
    {
        Condition = condition,
        ExpiresAt = _storage.Capabilities.Expires ? header.Deadline : null,
    };

    private static BufferSlice Encode(DistributedCacheHeader header, in ReadOnlySequence<byte> value)
    {
        using var buffer = new ChunkedBuffer();
        WriteHeader(header, buffer);
        foreach (ReadOnlyMemory<byte> part in value)
        {
            buffer.Append(part.Span);
        }

        return buffer.TakeAll();
    }

    private static void WriteHeader(DistributedCacheHeader header, ChunkedBuffer buffer)
    {
        header.Write(buffer.GetSpan(DistributedCacheHeader.Length));
        buffer.Advance(DistributedCacheHeader.Length);
    }
}
