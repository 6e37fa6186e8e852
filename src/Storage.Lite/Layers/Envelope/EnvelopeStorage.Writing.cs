using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <content>Putting and deleting.</content>
public partial class EnvelopeStorage
{
    /// <inheritdoc/>
    public override async ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PutOptions.Default;
        EnvelopePlan plan = PlanFor(key, options) with { PlainLength = value.Length };
        PutOptions below = await BelowAsync(key, options, cancellation).ConfigureAwait(false);
        using BufferSlice stored = Encode(plan, value);
        StorageEntry entry = await Inner.PutAsync(key, stored, below, cancellation).ConfigureAwait(false);
        return entry with { Length = value.Length, ExpiresAt = options.ExpiresAt };
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= PutOptions.Default;
        EnvelopePlan plan = PlanFor(key, options) with { PlainLength = options.Length ?? EnvelopeHeader.UnknownLength };
        PutOptions below = await BelowAsync(key, options, cancellation).ConfigureAwait(false);
        StorageWriter inner = await Inner.OpenWriteAsync(key, below, cancellation).ConfigureAwait(false);
        return new EnvelopeWriter(inner, options, plan);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        RequireKey(key);
        while (true)
        {
            StorageEntry? expired = await ExpiredAsync(key, cancellation).ConfigureAwait(false);
            if (expired is null)
            {
                return await Inner.DeleteAsync(key, condition, cancellation).ConfigureAwait(false);
            }

            if (condition.Kind == StorageConditionKind.Match)
            {
                throw new StoragePreconditionException(StorageOperation.Delete, key, Name, "the object has expired");
            }

            if (await DeleteExpiredAsync(key, expired.Value, cancellation).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        foreach (StorageKey key in keys)
        {
            RequireKey(key);
        }

        var expired = new HashSet<StorageKey>();
        foreach (StorageKey key in keys)
        {
            if (await ExpiredAsync(key, cancellation).ConfigureAwait(false) is not null)
            {
                _ = expired.Add(key);
            }
        }

        IReadOnlyList<StorageDeleteResult> results = await Inner.DeleteManyAsync(keys, cancellation)
            .ConfigureAwait(false);
        if (expired.Count == 0)
        {
            return results;
        }

        var corrected = new StorageDeleteResult[results.Count];
        for (int index = 0; index < corrected.Length; index++)
        {
            StorageDeleteResult result = results[index];
            corrected[index] = result with { Existed = result.Existed && !expired.Contains(result.Key) };
        }

        return corrected;
    }

    private BufferSlice Encode(EnvelopePlan plan, BufferSlice value)
    {
        using var encoder = new EnvelopeEncoder(plan);
        using var stored = new ChunkedBuffer(_pool, s_longChunks);
        encoder.Write(value, stored);
        encoder.Finish(stored);
        return stored.TakeAll();
    }

    private EnvelopePlan PlanFor(StorageKey key, PutOptions options)
    {
        RequireKey(key);
        CompressionOptions? compression = _options.Compression;
        if (options.CompressionLevel is { } level)
        {
            CompressionOptions.RequireLevel(level, nameof(options));
            if (compression is null)
            {
                throw new StorageNotSupportedException(StorageOperation.Put, key, Name,
                    "values are not compressed here: leave the level out, or set the layer's compression");
            }
        }

        if (options.ExpiresAt is not null && !Capabilities.Expires)
        {
            throw new StorageNotSupportedException(StorageOperation.Put, key, Name,
                "objects do not expire here: see EnvelopeOptions.Expires");
        }

        return new EnvelopePlan
        {
            Name = NameOf(key),
            StoreName = Name,
            Pool = _pool,
            Keys = _options.Keys,
            Format = compression?.Format ?? default,
            Level = compression?.LevelFor(key, options.CompressionLevel) ?? 0,
            CompressedLengthMax = _options.Limits.BytesMax,
            ExpiresAt = options.ExpiresAt,
        };
    }

    /// <summary>
    /// What the store below is asked for. An object that has expired is not there: a condition about it is turned into
    /// one about the version that is to be replaced.
    /// </summary>
    private async ValueTask<PutOptions> BelowAsync(
        StorageKey key, PutOptions options, CancellationToken cancellation)
    {
        StorageCondition condition = await ConditionBelowAsync(
            StorageOperation.Put, key, options.Condition, cancellation).ConfigureAwait(false);
        return options with
        {
            Condition = condition,
            ExpiresAt = Inner.Capabilities.Expires ? options.ExpiresAt : null,
            CompressionLevel = null,
            Length = null,
        };
    }

    private async ValueTask<StorageCondition> ConditionBelowAsync(
        StorageOperation operation, StorageKey key, StorageCondition condition, CancellationToken cancellation)
    {
        if (condition.Kind == StorageConditionKind.None
            || await ExpiredAsync(key, cancellation).ConfigureAwait(false) is not { } expired)
        {
            return condition;
        }

        if (condition.Kind == StorageConditionKind.Match)
        {
            throw new StoragePreconditionException(operation, key, Name, "the object has expired");
        }

        if (operation == StorageOperation.Put && Inner.Capabilities.ComparesAndSwaps && !expired.ETag.IsEmpty)
        {
            return StorageCondition.IfMatch(expired.ETag);
        }

        // The store below cannot replace a version: make the expired one truly absent, and ask for that.
        _ = await DeleteExpiredAsync(key, expired, cancellation).ConfigureAwait(false);
        return condition;
    }

    /// <summary>The stored object when it has expired; null when there is none, or a live or unreadable one.</summary>
    private async ValueTask<StorageEntry?> ExpiredAsync(StorageKey key, CancellationToken cancellation)
    {
        if (!_checksExpiry)
        {
            return null;
        }

        var options = new GetOptions { Range = StorageRange.Bounded(0, EnvelopeHeader.Length) };
        using StorageContent content = await Inner.TryGetAsync(key, options, cancellation).ConfigureAwait(false);
        return content.IsFound && HasExpired(content.Bytes) ? content.Entry : null;
    }

    private bool HasExpired(BufferSlice bytes)
    {
        Span<byte> header = stackalloc byte[EnvelopeHeader.Length];
        int length = bytes.CopyTo(0, header);
        return EnvelopeHeader.TryRead(header[..length], out EnvelopeHeader read, out _)
            && read.IsExpired(_options.TimeProvider);
    }

    /// <summary>Removes an expired object; false when another one took its place in between.</summary>
    private async ValueTask<bool> DeleteExpiredAsync(
        StorageKey key, StorageEntry expired, CancellationToken cancellation)
    {
        bool canMatch = Inner.Capabilities.DeletesIfMatch && !expired.ETag.IsEmpty;
        try
        {
            _ = await Inner.DeleteAsync(
                key, canMatch ? StorageCondition.IfMatch(expired.ETag) : default, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (StoragePreconditionException)
        {
            // Somebody put another object, or removed this one.
            return false;
        }
    }
}
