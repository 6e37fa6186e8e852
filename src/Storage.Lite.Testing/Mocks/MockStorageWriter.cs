using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>Collects a value; the commit is one put, which is scripted and written down as any other.</summary>
internal sealed class MockStorageWriter(MockStorage storage, StorageKey key, PutOptions options)
    : StorageWriter(key, options)
{
    private readonly MockStorage _storage = storage;
    private readonly PutOptions _options = options;
    private readonly ChunkedBuffer _collected = new();

    protected override ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
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
