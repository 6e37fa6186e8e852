using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>
/// A store on top of another one. Everything is passed on; a layer overrides what it changes, and must think of each
/// way to reach the bytes: get, open, put, write, copy, rename.
/// </summary>
/// <remarks>
/// <para>Ownership: a layer owns the store below it and disposes it.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// </remarks>
public abstract class StorageLayer : IStorage
{
    /// <summary>Makes a layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    protected StorageLayer(IStorage inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <inheritdoc/>
    public virtual string Name => Inner.Name;

    /// <inheritdoc/>
    public virtual StorageCapabilities Capabilities => Inner.Capabilities;

    /// <summary>Gets the store below. Ownership: borrows.</summary>
    protected IStorage Inner { get; }

    /// <inheritdoc/>
    public virtual ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        Inner.TryGetAsync(key, options, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        Inner.TryOpenReadAsync(key, options, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default) =>
        Inner.PutAsync(key, value, options, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default) =>
        Inner.OpenWriteAsync(key, options, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default) =>
        Inner.DeleteAsync(key, condition, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default) =>
        Inner.DeleteManyAsync(keys, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default) =>
        Inner.TryStatAsync(key, cancellation);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, CancellationToken cancellation = default) =>
        Inner.ListPagesAsync(options, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        Inner.CopyAsync(source, destination, condition, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        Inner.RenameAsync(source, destination, condition, cancellation);

    /// <inheritdoc/>
    public virtual ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default) =>
        Inner.CheckHealthAsync(cancellation);

    /// <inheritdoc/>
    public virtual T? GetFeature<T>()
        where T : class => this as T ?? Inner.GetFeature<T>();

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Inner.DisposeAsync();
    }
}
