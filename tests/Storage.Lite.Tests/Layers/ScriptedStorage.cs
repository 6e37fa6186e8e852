using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Tests.Layers;

/// <summary>
/// A memory store that runs a script before each call: it may throw, wait or do something else first. After the store
/// did its work a second script may still lose the answer.
/// </summary>
internal sealed class ScriptedStorage(IStorage? inner = null) : StorageLayer(inner ?? new MemoryStorage())
{
    private int _calls;

    /// <summary>Runs before each call, with its number from 1.</summary>
    internal Func<StorageOperation, int, CancellationToken, ValueTask>? Before { get; set; }

    /// <summary>Runs after each call that succeeded.</summary>
    internal Func<StorageOperation, int, ValueTask>? After { get; set; }

    internal ConcurrentQueue<StorageOperation> Calls { get; } = new();

    internal int CallCount => Volatile.Read(ref _calls);

    internal bool IsDisposed { get; private set; }

    internal IStorage Below => Inner;

    public override ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        RunAsync(StorageOperation.Get, token => Inner.TryGetAsync(key, options, token), cancellation);

    public override async ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        StorageReader reader = await RunAsync(
            StorageOperation.Get, token => Inner.TryOpenReadAsync(key, options, token), cancellation);
        return reader.IsFound ? new Reader(this, reader) : reader;
    }

    public override ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default) =>
        RunAsync(StorageOperation.Put, token => Inner.PutAsync(key, value, options, token), cancellation);

    public override async ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default) =>
        new Writer(
            this,
            await RunAsync(StorageOperation.Put, token => Inner.OpenWriteAsync(key, options, token), cancellation),
            options ?? PutOptions.Default);

    public override ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default) =>
        RunAsync(StorageOperation.Delete, token => Inner.DeleteAsync(key, condition, token), cancellation);

    public override async ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        List<StorageDeleteResult> results = [];
        foreach (StorageKey key in keys)
        {
            try
            {
                results.Add(new StorageDeleteResult(key, await DeleteAsync(key, default, cancellation), null));
            }
            catch (StorageException exception)
            {
                results.Add(new StorageDeleteResult(key, false, exception));
            }
        }

        return results;
    }

    public override ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default) =>
        RunAsync(StorageOperation.Stat, token => Inner.TryStatAsync(key, token), cancellation);

    public override async IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (StoragePage page in Inner.ListPagesAsync(options, cancellation))
        {
            yield return await RunAsync(
                StorageOperation.List, _ => new ValueTask<StoragePage>(page), cancellation);
        }
    }

    public override ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        RunAsync(
            StorageOperation.Copy, token => Inner.CopyAsync(source, destination, condition, token), cancellation);

    public override ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        RunAsync(
            StorageOperation.Rename, token => Inner.RenameAsync(source, destination, condition, token), cancellation);

    public override ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default) =>
        RunAsync(StorageOperation.CheckHealth, Inner.CheckHealthAsync, cancellation);

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return base.DisposeAsync();
    }

    /// <summary>An error that a retry is for.</summary>
    internal static StorageException Temporary(StorageOperation operation = StorageOperation.Get) =>
        new(operation, "key", "scripted", "the line is busy", StorageTransience.Temporary);

    /// <summary>Fails the first calls, then works.</summary>
    internal void FailFirst(int count, StorageOperation? operation = null)
    {
        int failed = 0;
        Before = (made, _, _) => (operation is null || made == operation) && failed++ < count
            ? throw Temporary(made)
            : ValueTask.CompletedTask;
    }

    /// <summary>Never answers, unless told to stop.</summary>
    internal void Hang()
    {
        Before = static async (_, _, token) => await Task.Delay(Timeout.Infinite, token);
    }

    internal ValueTask<TResult> RunAsync<TResult>(
        StorageOperation operation, Func<CancellationToken, ValueTask<TResult>> work, CancellationToken cancellation)
    {
        int number = Interlocked.Increment(ref _calls);
        Calls.Enqueue(operation);
        return Before is null && After is null ? work(cancellation) : RunScriptedAsync();

        async ValueTask<TResult> RunScriptedAsync()
        {
            if (Before is not null)
            {
                await Before(operation, number, cancellation);
            }

            TResult result = await work(cancellation);
            if (After is not null)
            {
                await After(operation, number);
            }

            return result;
        }
    }

    private sealed class Reader(ScriptedStorage owner, StorageReader inner)
        : StorageReader(inner.Outcome, inner.Entry, inner.Start)
    {
        public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default) =>
            owner.RunAsync(StorageOperation.Get, inner.ReadAsync, cancellation);

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Writer(ScriptedStorage owner, StorageWriter inner, PutOptions options)
        : StorageWriterLayer(inner, options)
    {
        protected override async ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation)
        {
            _ = await owner.RunAsync(
                StorageOperation.Put,
                async token =>
                {
                    await Inner.WriteAsync(bytes, token);
                    return true;
                },
                cancellation);
        }

        protected override ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation) =>
            owner.RunAsync(StorageOperation.Put, Inner.CommitAsync, cancellation);
    }
}
