using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A writer that is stopped when it writes too much, and whose commit is booked.</summary>
internal sealed class QuotaStorageWriter(QuotaStorage owner, StorageWriter inner, PutOptions options)
    : StorageWriterLayer(inner, options)
{
    private readonly QuotaStorage _owner = owner;
    private readonly PutOptions _options = options;

    protected override ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation)
    {
        _owner.RequireLength(Key, Inner.Length + bytes.Length);
        return Inner.WriteAsync(bytes, cancellation);
    }

    protected override ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation) =>
        _owner.CommitAsync(
            new StorageCommit(StorageOperation.Put, Key, Length, _options),
            (Writer: Inner, Token: cancellation),
            static commit => commit.Writer.CommitAsync(commit.Token),
            cancellation);
}
