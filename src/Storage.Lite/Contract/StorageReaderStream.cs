using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A reader shown as a stream that only reads, forwards. It owns the reader.</summary>
internal sealed class StorageReaderStream(StorageReader reader) : Stream
{
    private readonly StorageReader _reader = reader;
    private BufferSlice _portion;
    private long _portionStart;
    private long _position;
    private bool _isEnded;
    private bool _isDisposed;

    public override bool CanRead => !_isDisposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The stream of a reader does not seek.");

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("The stream of a reader does not seek.");
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (buffer.IsEmpty || !await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        int count = _portion.CopyTo(_portionStart, buffer.Span);
        _portionStart += count;
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("The stream of a reader does not seek.");

    public override void SetLength(long value) =>
        throw new NotSupportedException("The stream of a reader does not write.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The stream of a reader does not write.");

    public override async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _portion.Dispose();
            await _reader.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        base.Dispose(disposing);
    }

    /// <summary>Makes sure that a byte is at hand.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        while (_portionStart == _portion.Length && !_isEnded)
        {
            _portion.Dispose();
            _portion = default;
            _portionStart = 0;
            _portion = await _reader.ReadAsync(cancellation).ConfigureAwait(false);
            _isEnded = _portion.IsEmpty;
        }

        return !_isEnded;
    }
}
