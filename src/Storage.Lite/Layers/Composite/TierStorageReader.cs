using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A reader of a copy, which tells of the object what the authoritative tier would. It owns the
/// reader.</summary>
internal sealed class TierStorageReader(StorageReader inner, StorageEntry entry)
    : StorageReader(inner.Outcome, entry, inner.Start)
{
    private readonly StorageReader _inner = inner;

    public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default) =>
        _inner.ReadAsync(cancellation);

    public override ValueTask DisposeAsync() => _inner.DisposeAsync();
}
