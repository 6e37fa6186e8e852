using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <summary>
/// Writes to the end of a buffer, for code that asks for a pipe writer: a flush only makes the bytes visible and never
/// waits. Thread safety: as the buffer, one thread at a time; <see cref="CancelPendingFlush"/> from any.
/// </summary>
internal sealed class BufferPipeWriter(ChunkedBuffer buffer) : ChunkedPipeWriter
{
    private WriterLease _lease;
    private bool _isCompleted;
    private int _isCanceled;

    public override long UnflushedBytes => _lease.Written;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        LeaseRoom(sizeHint);
        return _lease.GetMemory();
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        LeaseRoom(sizeHint);
        return _lease.GetSpan();
    }

    public override void Advance(int bytes)
    {
        _lease.RequireRoom(bytes);
        _lease.Advance(bytes);
    }

    public override void Append(BufferSlice slice)
    {
        RequireOpen();
        _lease.Commit(buffer);
        buffer.Append(slice);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        _lease.Commit(buffer);

        // Full fence; pairs with the exchange in CancelPendingFlush, so each request is reported once.
        bool isCanceled = Interlocked.Exchange(ref _isCanceled, 0) != 0;
        return new ValueTask<FlushResult>(new FlushResult(isCanceled, isCompleted: false));
    }

    public override ValueTask<FlushResult> WriteAsync(
        ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.IsCancellationRequested)
        {
            RequireOpen();
            _lease.Commit(buffer);
            buffer.Append(source.Span);
        }

        return FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => Interlocked.Exchange(ref _isCanceled, 1);

    public override void Complete(Exception? exception = null)
    {
        if (!_isCompleted)
        {
            _isCompleted = true;
            _lease.Commit(buffer);
        }
    }

    private void LeaseRoom(int sizeHint)
    {
        RequireOpen();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);

        // The lease goes with the buffer, which the caller may have disposed.
        if (!_lease.HasRoom(sizeHint) || !buffer.HasOpenLease)
        {
            _lease.Commit(buffer);
            _lease.Open(buffer, sizeHint);
        }
    }

    private void RequireOpen()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The writer is completed; nothing can be written any more.");
        }
    }
}
