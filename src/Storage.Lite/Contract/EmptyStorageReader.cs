using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>The reader of no object. It holds nothing, so any number of callers may have the same one.</summary>
internal sealed class EmptyStorageReader(StorageOutcome outcome, StorageEntry entry)
    : StorageReader(outcome, entry, start: 0)
{
    public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default) =>
        new(BufferSlice.Empty);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
