using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>
/// A layer that treats every call alike: time limits, retries, measurements. The portions of readers and writers and
/// the pages of lists are calls too, so nothing gets by it.
/// </summary>
/// <remarks>
/// Ownership: as <see cref="StorageLayer"/>. Thread safety: any number of threads, except during dispose.
/// </remarks>
public abstract class StorageCallLayer : StorageLayer
{
    private protected StorageCallLayer(IStorage inner)
        : base(inner)
    {
    }

    /// <inheritdoc/>
    public override ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        RunAsync<GetCall, StorageContent>(new GetCall(key, options), cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        ValueTask<StorageReader> task =
            RunAsync<OpenReadCall, StorageReader>(new OpenReadCall(key, options), cancellation);
        return task.IsCompletedSuccessfully
            ? new ValueTask<StorageReader>(Wrap(task.Result, options))
            : AwaitReaderAsync(task, options);
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default) =>
        RunAsync<PutCall, StorageEntry>(new PutCall(key, value, options), cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        ValueTask<StorageWriter> task =
            RunAsync<OpenWriteCall, StorageWriter>(new OpenWriteCall(key, options), cancellation);
        return AwaitWriterAsync(task, options ?? PutOptions.Default);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default) =>
        RunAsync<DeleteCall, bool>(new DeleteCall(key, condition), cancellation);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default) =>
        RunAsync<DeleteManyCall, IReadOnlyList<StorageDeleteResult>>(new DeleteManyCall(keys), cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default) =>
        RunAsync<StatCall, StorageEntry?>(new StatCall(key), cancellation);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var pages = new PageSource(Inner, options);
        await using (pages.ConfigureAwait(false))
        {
            while (await RunAsync<NextPageCall, bool>(new NextPageCall(pages), cancellation).ConfigureAwait(false))
            {
                yield return pages.Current;
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        RunAsync<CopyCall, StorageEntry>(new CopyCall(source, destination, condition), cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        RunAsync<RenameCall, StorageEntry>(new RenameCall(source, destination, condition), cancellation);

    /// <inheritdoc/>
    public override async ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default)
    {
        try
        {
            return await RunAsync<CheckHealthCall, StorageHealth>(default, cancellation).ConfigureAwait(false);
        }
        catch (StorageException exception)
        {
            return new StorageHealth { IsHealthy = false, Description = exception.Message, Error = exception };
        }
    }

    /// <summary>Makes a call of the store below, in this layer's way. What it throws may also be thrown at
    /// once.</summary>
    internal abstract ValueTask<TResult> RunAsync<TCall, TResult>(in TCall call, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>;

    /// <summary>Makes the reader that callers get. Ownership: transfers the reader below.</summary>
    private protected virtual StorageReader WrapReader(StorageReader reader, GetOptions options) =>
        new CallStorageReader(this, reader);

    private StorageReader Wrap(StorageReader reader, GetOptions options) =>
        reader.IsFound ? WrapReader(reader, options) : reader;

    private async ValueTask<StorageReader> AwaitReaderAsync(ValueTask<StorageReader> task, GetOptions options) =>
        Wrap(await task.ConfigureAwait(false), options);

    private async ValueTask<StorageWriter> AwaitWriterAsync(ValueTask<StorageWriter> task, PutOptions options) =>
        new CallStorageWriter(this, await task.ConfigureAwait(false), options);
}
