using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A writer each of whose portions, and whose commit, is a call of the layer.</summary>
internal sealed class CallStorageWriter(StorageCallLayer layer, StorageWriter inner, PutOptions options)
    : StorageWriterLayer(inner, options)
{
    private readonly StorageCallLayer _layer = layer;

    protected override ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation) =>
        CallTasks.WithoutResult(
            _layer.RunAsync<WritePortionCall, bool>(new WritePortionCall(Inner, bytes), cancellation));

    protected override ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation) =>
        _layer.RunAsync<CommitCall, StorageEntry>(new CommitCall(Inner), cancellation);
}
