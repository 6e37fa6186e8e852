using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>The reader of bytes that are in memory: one portion, then the end.</summary>
internal sealed class ContentStorageReader(StorageContent content)
    : StorageReader(content.Outcome, content.Entry, content.Start)
{
    private readonly StorageContent _content = content;
    private bool _isRead;
    private bool _isDisposed;

    public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellation.ThrowIfCancellationRequested();
        if (_isRead)
        {
            return new ValueTask<BufferSlice>(BufferSlice.Empty);
        }

        _isRead = true;
        return new ValueTask<BufferSlice>(_content.Bytes.Share());
    }

    public override ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _content.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
