using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A writer whose commit makes the cache forget the key.</summary>
internal sealed class CachedStorageWriter(CachedStorage cache, StorageWriter inner, PutOptions options)
    : StorageWriterLayer(inner, options)
{
    private readonly CachedStorage _cache = cache;

    protected override async ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation)
    {
        long generation = _cache.BeginWrite(Key);
        try
        {
            return await Inner.CommitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _cache.EndWrite(Key, generation);
        }
    }
}
