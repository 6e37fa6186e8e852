using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ChunkedBuffers;

/// <content>What the writer does.</content>
public sealed partial class ChunkedPipe
{
    private static readonly Action<object?, CancellationToken> s_onFlushTokenCanceled =
        static (pipe, token) => ((ChunkedPipe)pipe!).OnFlushTokenCanceled(token);

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

        wakeup.Schedule(_options.ReaderScheduler);
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

        wakeup.Schedule(_options.ReaderScheduler);
        return result;
    }

    private ValueTask<FlushResult> FlushUnsynchronized(out PipeWakeup wakeup, CancellationToken cancellationToken)
    {
        bool hasNews = CommitUnsynchronized();
        _writerWaiter.Begin(s_onFlushTokenCanceled, this, cancellationToken);
        ValueTask<FlushResult> result = _writerWaiter.IsReady
            ? new ValueTask<FlushResult>(TakeFlushResultUnsynchronized())
            : new ValueTask<FlushResult>(_writer, _writerWaiter.Version);
        wakeup = hasNews ? _readerWaiter.Signal() : default;
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
            _writerWaiter.Unsignal();
        }

        return true;
    }

    private void CommitLeaseUnsynchronized() => _unflushed += _lease.Commit(_buffer);

    private FlushResult TakeFlushResultUnsynchronized()
    {
        bool isCanceled = _writerWaiter.ObserveCancellation();
        return new FlushResult(isCanceled, _readerCompletion.IsCompletedOrThrow());
    }

    private void CompleteWriter(Exception? exception)
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            CommitUnsynchronized();
            _writerCompletion.Complete(exception);
            wakeup = _readerWaiter.Signal();
            if (_readerCompletion.IsCompleted)
            {
                EndUnsynchronized();
            }
        }

        wakeup.Schedule(_options.ReaderScheduler);
    }

    private void CancelPendingFlush()
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            wakeup = _writerWaiter.Cancel();
        }

        wakeup.Schedule(_options.WriterScheduler);
    }

    private void OnFlushTokenCanceled(CancellationToken token)
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            wakeup = _writerWaiter.CancelFor(token);
        }

        wakeup.Schedule(_options.WriterScheduler);
    }

    private ValueTaskSourceStatus GetFlushStatus(short version)
    {
        lock (_lock)
        {
            _writerWaiter.RequireVersion(version);
            return !_writerWaiter.IsReady ? ValueTaskSourceStatus.Pending
                : _readerCompletion.IsFaulted ? ValueTaskSourceStatus.Faulted
                : ValueTaskSourceStatus.Succeeded;
        }
    }

    private FlushResult GetFlushResult(short version)
    {
        FlushResult result;
        CancellationToken token;
        lock (_lock)
        {
            _writerWaiter.RequireVersion(version);
            if (!_writerWaiter.IsReady)
            {
                ThrowNotReady();
            }

            token = _writerWaiter.ReleaseToken();
            result = TakeFlushResultUnsynchronized();
            _writerWaiter.EndVersion();
        }

        if (result.IsCanceled)
        {
            token.ThrowIfCancellationRequested();
        }

        return result;
    }

    private void OnFlushCompleted(
        Action<object?> continuation, object? state, short version, ValueTaskSourceOnCompletedFlags flags)
    {
        PipeWakeup wakeup;
        bool isFirst;
        lock (_lock)
        {
            _writerWaiter.RequireVersion(version);
            isFirst = _writerWaiter.TryAddContinuation(continuation, state, flags, out wakeup);
        }

        if (!isFirst)
        {
            CompleteReader(ConcurrentOperations());
        }

        wakeup.Schedule(_options.WriterScheduler);
    }

    [DoesNotReturn]
    private static void ThrowWriterIsCompleted() => throw new InvalidOperationException(
        "The writer is completed; nothing can be written any more.");

    [DoesNotReturn]
    private static void ThrowNotReady() => throw new InvalidOperationException(
        "The result was asked for before the operation was over; await it.");
}
