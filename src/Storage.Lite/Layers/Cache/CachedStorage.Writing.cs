using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <content>Writes, which make the cache forget the key before they begin and after they have ended.</content>
public sealed partial class CachedStorage
{
    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        key.ThrowIfEmpty();
        CacheSlot? slot = null;
        long generation = BeginWrite(key);
        try
        {
            StorageEntry entry = await Inner.PutAsync(key, value, options, cancellation).ConfigureAwait(false);
            if (_options.KeepsPuts && value.Length <= _options.ValueBytesMax)
            {
                slot = new CacheSlot(Compact(StorageContent.Found(value.Share(), entry)), _drain);
            }

            return entry;
        }
        finally
        {
            EndWrite(key, generation, slot);
            slot?.Release();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        StorageWriter writer = await Inner.OpenWriteAsync(key, options, cancellation).ConfigureAwait(false);
        return new CachedStorageWriter(this, writer, options ?? PutOptions.Default);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        key.ThrowIfEmpty();
        long generation = BeginWrite(key);
        try
        {
            return await Inner.DeleteAsync(key, condition, cancellation).ConfigureAwait(false);
        }
        finally
        {
            EndWrite(key, generation);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        foreach (StorageKey key in keys)
        {
            _ = BeginWrite(key);
        }

        try
        {
            return await Inner.DeleteManyAsync(keys, cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (StorageKey key in keys)
            {
                EndWrite(key, generation: 0);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        long generation = BeginWrite(destination);
        try
        {
            return await Inner.CopyAsync(source, destination, condition, cancellation).ConfigureAwait(false);
        }
        finally
        {
            EndWrite(destination, generation);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        long ofSource = BeginWrite(source);
        long ofDestination = BeginWrite(destination);
        try
        {
            return await Inner.RenameAsync(source, destination, condition, cancellation).ConfigureAwait(false);
        }
        finally
        {
            EndWrite(source, ofSource);
            EndWrite(destination, ofDestination);
        }
    }

    /// <summary>From here on reads of the key go below, and are not kept.</summary>
    /// <returns>The generation, for the end.</returns>
    internal long BeginWrite(StorageKey key)
    {
        CacheStripe stripe = StripeOf(key);
        lock (stripe.Lock)
        {
            stripe.Writers++;
            _ = stripe.Flights.Remove(key);
            _cache.Remove(key.Text);
            return ++stripe.Generation;
        }
    }

    /// <summary>The write has ended, however it did.</summary>
    /// <param name="key">The key.</param>
    /// <param name="generation">What the begin returned.</param>
    /// <param name="slot">
    /// The value that was put, if it did. It is kept only when no other write met this one: which of both was last is
    /// not known here.
    /// </param>
    internal void EndWrite(StorageKey key, long generation, CacheSlot? slot = null)
    {
        CacheStripe stripe = StripeOf(key);
        lock (stripe.Lock)
        {
            stripe.Writers--;
            bool isAlone = stripe.Writers == 0 && stripe.Generation == generation;
            stripe.Generation++;
            _ = stripe.Flights.Remove(key);
            _cache.Remove(key.Text);
            if (slot is not null && isAlone)
            {
                KeepUnsynchronized(key, slot, slot.RetainedBytes);
            }
        }
    }
}
