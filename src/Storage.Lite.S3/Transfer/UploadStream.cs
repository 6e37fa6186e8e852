using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.S3;

/// <summary>
/// A slice as the body of a request. It has a reference of its own, and reads and its dispose exclude one another: the
/// connection may still read the body of a request that has ended, because the answer came early or it was cancelled,
/// and then finds the stream disposed instead of memory that is somebody else's.
/// </summary>
internal sealed class UploadStream : Stream
{
    private readonly Lock _lock = new();
    private readonly RequestWatch _watch;
    private readonly BufferSlice _bytes;
    private long _position;
    private bool _isDisposed;

    /// <summary>Ownership: shares the bytes.</summary>
    internal UploadStream(BufferSlice bytes, RequestWatch watch)
    {
        _bytes = bytes.Share();
        _watch = watch;
        Length = bytes.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _watch.Touch();
            if (buffer.IsEmpty || _position >= Length)
            {
                return 0;
            }

            int count = _bytes.CopyTo(_position, buffer);
            _position += count;
            return count;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        try
        {
            return new ValueTask<int>(Read(buffer.Span));
        }
        catch (ObjectDisposedException exception)
        {
            return ValueTask.FromException<int>(exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = origin switch
        {
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => Length + offset,
            _ => offset,
        };
        return _position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("The body of a request is fixed.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The body of a request is only read.");

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _bytes.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
