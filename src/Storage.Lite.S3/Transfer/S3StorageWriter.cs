using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.S3;

/// <summary>
/// Collects a part, and sends it when more comes. A value that ends before that is put in one request.
/// </summary>
internal sealed class S3StorageWriter : StorageWriter
{
    private readonly S3Storage _storage;
    private readonly S3Put _put;
    private readonly ChunkedBuffer _part;
    private MultipartUpload? _upload;

    internal S3StorageWriter(S3Storage storage, S3Put put, PutOptions options)
        : base(put.Key, options, storage.Options.Pool)
    {
        _storage = storage;
        _put = put;
        _part = new ChunkedBuffer(storage.Options.Pool);
    }

    protected override async ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _storage.ThrowIfTooLong(Key, Length);
        int partBytes = _storage.Options.PartBytes;
        if (_part.Length + bytes.Length > partBytes)
        {
            _storage.ThrowUnlessCompletes(_put);
        }

        _part.Append(bytes);
        while (_part.Length > partBytes)
        {
            _upload ??= await MultipartUpload.StartAsync(_storage, _put, cancellation).ConfigureAwait(false);
            await _upload.AddAsync(_part.TakeExactly(partBytes), cancellation).ConfigureAwait(false);
        }
    }

    protected override async ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation)
    {
        if (_upload is null)
        {
            using BufferSlice value = _part.TakeAll();
            return await _storage.PutWholeAsync(_put, value, cancellation).ConfigureAwait(false);
        }

        await _upload.AddAsync(_part.TakeAll(), cancellation).ConfigureAwait(false);
        return await _upload.CompleteAsync(cancellation).ConfigureAwait(false);
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        _part.Dispose();
        if (_upload is not null)
        {
            await _upload.DisposeAsync().ConfigureAwait(false);
        }
    }
}
