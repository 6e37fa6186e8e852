using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>
/// A reader that opens the same version of the object again when a portion fails, where the last one ended. It owns the
/// reader below.
/// </summary>
internal sealed class RetryStorageReader : StorageReader
{
    private readonly StorageCallLayer _layer;
    private readonly long _end;
    private StorageReader? _inner;
    private long _position;

    internal RetryStorageReader(StorageCallLayer layer, StorageReader inner, GetOptions options)
        : base(inner.Outcome, inner.Entry, inner.Start)
    {
        Debug.Assert(!inner.Entry.ETag.IsEmpty, "Without a version another one may be continued.");
        _layer = layer;
        _inner = inner;
        _position = inner.Start;
        _ = options.Range.TryResolve(inner.Entry.Length, out long start, out long length);
        _end = start + length;
    }

    public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default) =>
        _layer.RunAsync<RetryReadCall, BufferSlice>(new RetryReadCall(this), cancellation);

    public override ValueTask DisposeAsync() => _inner?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Reads a portion, from a reader that is opened again if the last one failed.</summary>
    internal async ValueTask<BufferSlice> ReadOnceAsync(IStorage store, CancellationToken cancellation)
    {
        if (_inner is null && _position >= _end)
        {
            return BufferSlice.Empty;
        }

        _inner ??= await ReopenAsync(store, cancellation).ConfigureAwait(false);
        try
        {
            BufferSlice portion = await _inner.ReadAsync(cancellation).ConfigureAwait(false);
            _position += portion.Length;
            return portion;
        }
        catch (StorageException exception) when (exception.Transience == StorageTransience.Temporary)
        {
            StorageReader failed = _inner;
            _inner = null;
            await failed.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<StorageReader> ReopenAsync(IStorage store, CancellationToken cancellation)
    {
        var options = new GetOptions
        {
            Range = StorageRange.Bounded(_position, _end - _position),
            Condition = StorageCondition.IfMatch(Entry.ETag),
        };
        StorageReader reader = await store.TryOpenReadAsync(Entry.Key, options, cancellation).ConfigureAwait(false);
        return reader.IsFound
            ? reader
            : throw new StorageNotFoundException(StorageOperation.Get, Entry.Key, store.Name);
    }
}
