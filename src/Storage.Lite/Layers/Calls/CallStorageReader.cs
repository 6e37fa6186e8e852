using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A reader each of whose portions is a call of the layer. It owns the reader below.</summary>
internal sealed class CallStorageReader(StorageCallLayer layer, StorageReader inner)
    : StorageReader(inner.Outcome, inner.Entry, inner.Start)
{
    private readonly StorageCallLayer _layer = layer;
    private readonly StorageReader _inner = inner;

    public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default) =>
        _layer.RunAsync<ReadPortionCall, BufferSlice>(new ReadPortionCall(_inner), cancellation);

    public override ValueTask DisposeAsync() => _inner.DisposeAsync();
}
