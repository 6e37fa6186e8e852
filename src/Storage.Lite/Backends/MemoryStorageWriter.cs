using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>Collects a value in memory; the commit is one put.</summary>
internal sealed class MemoryStorageWriter(MemoryStorage storage, StorageKey key, PutOptions options, BlockPool? pool)
    : StorageWriter(key, options, pool)
{
    private readonly MemoryStorage _storage = storage;
    private readonly PutOptions _options = options;
    private readonly ChunkedBuffer _collected = new(pool);

    protected override ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _storage.ThrowIfTooLong(Key, _collected.Length + bytes.Length);
        _collected.Append(bytes);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation)
    {
        using BufferSlice value = _collected.TakeAll();
        return await _storage.PutAsync(Key, value, _options, cancellation).ConfigureAwait(false);
    }

    protected override ValueTask DisposeCoreAsync()
    {
        _collected.Dispose();
        return ValueTask.CompletedTask;
    }
}
