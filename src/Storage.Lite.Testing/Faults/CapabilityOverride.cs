using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>
/// A layer that can do less than the store below: it says so, and refuses what it says it cannot do. With it, what a
/// program does on a lesser store is tested without one.
/// </summary>
/// <remarks>Ownership: owns the store below. Thread safety: any number of threads, except during dispose.</remarks>
public sealed class CapabilityOverride : StorageLayer
{
    /// <summary>Makes a layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="change">Makes of what the store can do what this one says it can.</param>
    public CapabilityOverride(IStorage inner, Func<StorageCapabilities, StorageCapabilities> change)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(change);
        Capabilities = change(inner.Capabilities);
    }

    /// <inheritdoc/>
    public override StorageCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        Require(key, options);
        return value.Length <= Capabilities.ValueBytesMax
            ? base.PutAsync(key, value, options, cancellation)
            : throw new StorageQuotaException(
                StorageOperation.Put, key, Name, $"{Capabilities.ValueBytesMax} bytes are the most");
    }

    /// <inheritdoc/>
    public override ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        Require(key, options);
        return base.OpenWriteAsync(key, options, cancellation);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        Require(
            condition.Kind == StorageConditionKind.None || Capabilities.DeletesIfMatch,
            StorageOperation.Delete,
            key,
            "conditions of deletes");
        return base.DeleteAsync(key, condition, cancellation);
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        Require(CanCopy(condition), StorageOperation.Copy, destination, "conditions of copies");
        return base.CopyAsync(source, destination, condition, cancellation);
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        Require(CanCopy(condition), StorageOperation.Rename, destination, "conditions of renames");
        return base.RenameAsync(source, destination, condition, cancellation);
    }

    /// <inheritdoc/>
    public override T? GetFeature<T>()
        where T : class => Capabilities.MakesPresignedUrls || typeof(T) != typeof(IPresignedUrls)
            ? base.GetFeature<T>()
            : null;

    private bool CanCopy(StorageCondition condition) =>
        condition.Kind == StorageConditionKind.None || Capabilities.CopiesIfAbsent;

    private void Require(StorageKey key, PutOptions? options)
    {
        options ??= PutOptions.Default;
        bool canMeet = options.Condition.Kind switch
        {
            StorageConditionKind.None => true,
            StorageConditionKind.Absent => Capabilities.CreatesIfAbsent,
            _ => Capabilities.ComparesAndSwaps,
        };
        Require(canMeet, StorageOperation.Put, key, "this condition");
        Require(
            Capabilities.KeepsMetadata || options.Metadata is null or { Count: 0 },
            StorageOperation.Put,
            key,
            "metadata");
        Require(Capabilities.Expires || options.ExpiresAt is null, StorageOperation.Put, key, "expiry");
        Require(Capabilities.Compresses || options.CompressionLevel is null, StorageOperation.Put, key, "levels");
    }

    private void Require(bool can, StorageOperation operation, StorageKey key, string what)
    {
        if (!can)
        {
            throw new StorageNotSupportedException(operation, key, Name, $"it does not know {what}");
        }
    }
}
