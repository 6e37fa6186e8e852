using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A writer to the authoritative tier; the others get the value when it is committed.</summary>
internal sealed class CompositeStorageWriter(CompositeStorage owner, StorageWriter inner, PutOptions options)
    : StorageWriterLayer(inner, options)
{
    private readonly CompositeStorage _owner = owner;

    protected override ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation) =>
        _owner.CommitAsync(Inner, cancellation);
}
