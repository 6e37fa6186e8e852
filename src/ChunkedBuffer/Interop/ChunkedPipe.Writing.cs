using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <content>What the writer does.</content>
public sealed partial class ChunkedPipe
{
    private void LeaseRoom(int sizeHint)
    {
        if (_writerCompletion.IsCompleted)
        {
            ThrowWriterIsCompleted();
        }

        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (_lease.HasRoom(sizeHint))
        {
            return;
        }

        lock (_lock)
        {
            CommitLeaseUnsynchronized();
            _lease.Open(_buffer, sizeHint);
        }
    }

    private void AdvanceWriter(int bytes)
    {
        _lease.RequireRoom(bytes);

        // What nobody will read is not kept; the lease stays as it is for the next bytes.
        if (!_readerCompletion.IsCompleted)
        {
            _lease.Advance(bytes);
        }
    }

    private void Append(BufferSlice slice)
    {
        if (_writerCompletion.IsCompleted)
        {
            ThrowWriterIsCompleted();
        }

        lock (_lock)
        {
            if (_readerCompletion.IsCompleted)
            {
                return;
            }

            CommitLeaseUnsynchronized();
            _buffer.Append(slice);
            _unflushed += slice.Length;
        }
    }

    private ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        if (_writerCompletion.IsCompleted)
        {
            ThrowWriterIsCompleted();
        }

        if (_readerCompletion.IsCompletedOrThrow())
        {
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: true));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        PipeWakeup wakeup;
        ValueTask<FlushResult> result;
        lock (_lock)
        {
            CommitLeaseUnsynchronized();
            _buffer.Append(source.Span);
            _unflushed += source.Length;
            result = FlushUnsynchronized(out wakeup, cancellationToken);
        }

        _reading.Schedule(wakeup);
        return result;
    }

    private ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        PipeWakeup wakeup;
        ValueTask<FlushResult> result;
        lock (_lock)
        {
            result = FlushUnsynchronized(out wakeup, cancellationToken);
        }

        _reading.Schedule(wakeup);
        return result;
    }

    private ValueTask<FlushResult> FlushUnsynchronized(out PipeWakeup wakeup, CancellationToken cancellationToken)
    {
        bool hasNews = CommitUnsynchronized();
        _flushing.BeginUnsynchronized(cancellationToken);
        ValueTask<FlushResult> result = _flushing.Waiter.IsReady
            ? new ValueTask<FlushResult>(TakeFlushResultUnsynchronized(out _))
            : _flushing.PendingUnsynchronized();
        wakeup = hasNews ? _reading.Waiter.Signal() : default;
        return result;
    }

    /// <summary>Shows the reader what was written; true when that is enough for it to be woken.</summary>
    private bool CommitUnsynchronized()
    {
        CommitLeaseUnsynchronized();
        if (_unflushed == 0)
        {
            return false;
        }

        long unexaminedBefore = Unexamined;
        _flushed += _unflushed;
        _unflushed = 0;
        if (_readerCompletion.IsCompleted)
        {
            DropUnreadUnsynchronized();
            return true;
        }

        if (_flushed - _consumed < _readLengthMin)
        {
            // The reader sleeps on. Making the writer wait for it would leave both waiting for ever.
            return false;
        }

        if (_pauseThreshold > 0 && unexaminedBefore < _pauseThreshold && Unexamined >= _pauseThreshold)
        {
            _flushing.Waiter.Unsignal();
        }

        return true;
    }

    private void CommitLeaseUnsynchronized() => _unflushed += _lease.Commit(_buffer);

    private FlushResult TakeFlushResultUnsynchronized(out bool isCanceled)
    {
        isCanceled = _flushing.Waiter.ObserveCancellation();
        return new FlushResult(isCanceled, _readerCompletion.IsCompletedOrThrow());
    }

    private void CompleteWriter(Exception? exception)
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            CommitUnsynchronized();
            _writerCompletion.Complete(exception);
            wakeup = _reading.Waiter.Signal();
            if (_readerCompletion.IsCompleted)
            {
                EndUnsynchronized();
            }
        }

        _reading.Schedule(wakeup);
    }

    [DoesNotReturn]
    private static void ThrowWriterIsCompleted() => throw new InvalidOperationException(
        "The writer is completed; nothing can be written any more.");
}
