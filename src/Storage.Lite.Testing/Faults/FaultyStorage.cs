using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>A layer whose store fails, hangs or breaks off as it was told.</summary>
/// <remarks>
/// <para>Ownership: owns the store below. Thread safety: any number of threads; faults may be added at any time.</para>
/// <example><code>
/// await using var storage = new FaultyStorage(new MemoryStorage());
/// storage.Add(new Fault(FaultPoint.Get) { Count = 2, Error = new TimeoutException() });
/// </code></example>
/// </remarks>
/// <param name="inner">The store below. Ownership: transfers.</param>
public sealed class FaultyStorage(IStorage inner) : StorageLayer(inner)
{
    private readonly FaultSchedule _schedule = new();

    /// <summary>Adds a fault. Calls are counted from then on.</summary>
    /// <param name="fault">The fault.</param>
    /// <exception cref="ArgumentException">It strikes no call, or waits for bytes where there is no stream.</exception>
    public void Add(Fault fault) => _schedule.Add(fault);

    /// <summary>Removes all faults; what hangs goes on hanging.</summary>
    public void ClearFaults() => _schedule.Clear();

    /// <summary>Gets how many calls there were, with faults or without.</summary>
    /// <param name="point">Where.</param>
    /// <returns>The number.</returns>
    public int CountCalls(FaultPoint point) => _schedule.CountCalls(point);

    /// <inheritdoc/>
    public override async ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        Exception? later = await _schedule.EnterAsync(FaultPoint.Get, key, cancellation).ConfigureAwait(false);
        StorageContent content = await Inner.TryGetAsync(key, options, cancellation).ConfigureAwait(false);
        if (later is not null)
        {
            content.Dispose();
            throw later;
        }

        return content;
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        Exception? later = await _schedule.EnterAsync(FaultPoint.OpenRead, key, cancellation).ConfigureAwait(false);
        StorageReader reader = await Inner.TryOpenReadAsync(key, options, cancellation).ConfigureAwait(false);
        if (later is not null)
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw later;
        }

        return reader.IsFound ? new FaultyReader(reader, _schedule) : reader;
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default) =>
        RunAsync(FaultPoint.Put, key, () => Inner.PutAsync(key, value, options, cancellation), cancellation);

    /// <inheritdoc/>
    public override async ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        Exception? later = await _schedule.EnterAsync(FaultPoint.OpenWrite, key, cancellation).ConfigureAwait(false);
        StorageWriter writer = await Inner.OpenWriteAsync(key, options, cancellation).ConfigureAwait(false);
        if (later is not null)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw later;
        }

        return new FaultyWriter(writer, options ?? PutOptions.Default, _schedule);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default) =>
        RunAsync(FaultPoint.Delete, key, () => Inner.DeleteAsync(key, condition, cancellation), cancellation);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default) =>
        RunAsync(FaultPoint.DeleteMany, default, () => Inner.DeleteManyAsync(keys, cancellation), cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default) =>
        RunAsync(FaultPoint.Stat, key, () => Inner.TryStatAsync(key, cancellation), cancellation);

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, CancellationToken cancellation = default) =>
        ListAsync(Inner.ListPagesAsync(options, cancellation), cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        RunAsync(
            FaultPoint.Copy,
            source,
            () => Inner.CopyAsync(source, destination, condition, cancellation),
            cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        RunAsync(
            FaultPoint.Rename,
            source,
            () => Inner.RenameAsync(source, destination, condition, cancellation),
            cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default) =>
        RunAsync(FaultPoint.CheckHealth, default, () => Inner.CheckHealthAsync(cancellation), cancellation);

    private async IAsyncEnumerable<StoragePage> ListAsync(
        IAsyncEnumerable<StoragePage> pages, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (StoragePage page in pages.WithCancellation(cancellation).ConfigureAwait(false))
        {
            Exception? later = await _schedule.EnterAsync(FaultPoint.List, default, cancellation).ConfigureAwait(false);
            yield return later is null ? page : throw later;
        }
    }

    private async ValueTask<T> RunAsync<T>(
        FaultPoint point, StorageKey key, Func<ValueTask<T>> body, CancellationToken cancellation)
    {
        Exception? later = await _schedule.EnterAsync(point, key, cancellation).ConfigureAwait(false);
        T result = await body().ConfigureAwait(false);
        return later is null ? result : throw later;
    }
}
