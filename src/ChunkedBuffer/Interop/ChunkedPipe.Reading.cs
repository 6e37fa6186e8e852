using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ChunkedBuffers;

/// <content>What the reader does.</content>
public sealed partial class ChunkedPipe
{
    private static readonly Action<object?, CancellationToken> s_onReadTokenCanceled =
        static (pipe, token) => ((ChunkedPipe)pipe!).OnReadTokenCanceled(token);

    private bool TryRead(out ReadResult result)
    {
        lock (_lock)
        {
            RequireReaderOpen();
            if (Unexamined > 0 || _readerWaiter.IsReady)
            {
                result = TakeReadResultUnsynchronized();
                return true;
            }

            if (_readerWaiter.IsWaiting || _readState == ReadState.Active)
            {
                ThrowConcurrentRead();
            }

            _readState = ReadState.Tentative;
            result = default;
            return false;
        }
    }

    private ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        RequireReaderOpen();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        lock (_lock)
        {
            _readerWaiter.Begin(s_onReadTokenCanceled, this, cancellationToken);
            if (_readerWaiter.IsReady)
            {
                return new ValueTask<ReadResult>(TakeReadResultUnsynchronized());
            }

            ReleaseIdleMemoryUnsynchronized();
            return new ValueTask<ReadResult>(_reader, _readerWaiter.Version);
        }
    }

    private ValueTask<ReadResult> ReadAtLeastAsync(int lengthMin, CancellationToken cancellationToken)
    {
        RequireReaderOpen();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        PipeWakeup wakeup = default;
        ValueTask<ReadResult> result;
        lock (_lock)
        {
            _readerWaiter.Begin(s_onReadTokenCanceled, this, cancellationToken);
            if (_readerWaiter.IsReady)
            {
                ReadResult ready = TakeReadResultUnsynchronized();
                if (_flushed - _consumed >= lengthMin || ready.IsCanceled || ready.IsCompleted)
                {
                    return new ValueTask<ReadResult>(ready);
                }

                _readState = ReadState.None;
                _readerWaiter.Unsignal();
                _readerWaiter.Begin(s_onReadTokenCanceled, this, cancellationToken);
            }

            // A writer that waits for the reader to catch up would never bring the bytes that the reader waits for.
            if (!_writerWaiter.IsReady)
            {
                wakeup = _writerWaiter.Signal();
            }

            _readLengthMin = lengthMin;
            ReleaseIdleMemoryUnsynchronized();
            result = new ValueTask<ReadResult>(_reader, _readerWaiter.Version);
        }

        wakeup.Schedule(_options.WriterScheduler);
        return result;
    }

    private BufferSlice AdvanceReader(SequencePosition consumed, SequencePosition examined, bool takes)
    {
        RequireReaderOpen();
        PipeWakeup wakeup = default;
        BufferSlice taken = default;
        lock (_lock)
        {
            (long consumedTo, long examinedTo) = LocateUnsynchronized(consumed, examined);
            if (takes)
            {
                taken = _buffer.Take(consumedTo - _consumed);
            }
            else
            {
                _buffer.Skip(consumedTo - _consumed);
            }

            _consumed = consumedTo;
            _chain.DropBefore(consumedTo);
            long unexaminedBefore = Unexamined;

            // Looking at less than the time before counts as not having looked; it resumes nobody and pauses nobody.
            _examined = examined.GetObject() is null ? Math.Max(_examined, consumedTo) : examinedTo;
            if (unexaminedBefore >= _resumeThreshold && Unexamined < _resumeThreshold)
            {
                wakeup = _writerWaiter.Signal();
            }

            // Everything there is has been looked at, so the next read waits; unless nothing more will come.
            if (examinedTo == _flushed && !_writerCompletion.IsCompleted)
            {
                _readerWaiter.Unsignal();
            }

            _readState = ReadState.None;
        }

        wakeup.Schedule(_options.WriterScheduler);
        return taken;
    }

    /// <summary>
    /// Checks two positions against the present read; a position of an empty buffer is where the reader is.
    /// </summary>
    private (long ConsumedTo, long ExaminedTo) LocateUnsynchronized(
        SequencePosition consumed, SequencePosition examined)
    {
        if (_readState == ReadState.None)
        {
            ThrowNoRead();
        }

        long consumedTo = LocateUnsynchronized(consumed);
        long examinedTo = LocateUnsynchronized(examined);
        if (examinedTo < consumedTo)
        {
            ThrowExaminedBeforeConsumed();
        }

        return (consumedTo, examinedTo);
    }

    private long LocateUnsynchronized(SequencePosition position)
    {
        if (position.GetObject() is null)
        {
            return _consumed;
        }

        if (!_chain.TryGetOffset(position, out long offset) || offset < _consumed || offset > _flushed)
        {
            ThrowBadPosition();
        }

        return offset;
    }

    private ReadResult TakeReadResultUnsynchronized()
    {
        bool isCompleted = _writerCompletion.IsCompletedOrThrow();
        bool isCanceled = _readerWaiter.ObserveCancellation();
        if (_readState == ReadState.Active)
        {
            ThrowConcurrentRead();
        }

        _readState = isCanceled ? ReadState.Tentative : ReadState.Active;
        _readLengthMin = 0;
        _chain.Extend(_buffer.View, _consumed, _flushed);
        return new ReadResult(_chain.Slice(_consumed, _flushed), isCanceled, isCompleted);
    }

    private void CompleteReader(Exception? exception)
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            if (_readState == ReadState.Active)
            {
                _readState = ReadState.None;
            }

            _readerCompletion.Complete(exception);
            DropUnreadUnsynchronized();
            wakeup = _writerWaiter.Signal();
            if (_writerCompletion.IsCompleted)
            {
                EndUnsynchronized();
            }
        }

        wakeup.Schedule(_options.WriterScheduler);
    }

    /// <summary>Nobody will read the bytes any more, so their memory need not wait for the writer.</summary>
    private void DropUnreadUnsynchronized()
    {
        _chain.Clear();
        _buffer.Skip(_flushed - _consumed);
        _consumed = _flushed;
        _examined = _flushed;
    }

    private void ReleaseIdleMemoryUnsynchronized()
    {
        if (_options.ReleaseMemoryWhenIdle && _buffer.Length == 0)
        {
            _buffer.TrimExcess();
        }
    }

    private void CancelPendingRead()
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            wakeup = _readerWaiter.Cancel();
        }

        wakeup.Schedule(_options.ReaderScheduler);
    }

    private void OnReadTokenCanceled(CancellationToken token)
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            wakeup = _readerWaiter.CancelFor(token);
        }

        wakeup.Schedule(_options.ReaderScheduler);
    }

    private ValueTaskSourceStatus GetReadStatus(short version)
    {
        lock (_lock)
        {
            _readerWaiter.RequireVersion(version);
            return !_readerWaiter.IsReady ? ValueTaskSourceStatus.Pending
                : _writerCompletion.IsFaulted ? ValueTaskSourceStatus.Faulted
                : ValueTaskSourceStatus.Succeeded;
        }
    }

    private ReadResult GetReadResult(short version)
    {
        ReadResult result;
        CancellationToken token;
        lock (_lock)
        {
            _readerWaiter.RequireVersion(version);
            if (!_readerWaiter.IsReady)
            {
                ThrowNotReady();
            }

            token = _readerWaiter.ReleaseToken();
            result = TakeReadResultUnsynchronized();
            _readerWaiter.EndVersion();
        }

        if (result.IsCanceled)
        {
            token.ThrowIfCancellationRequested();
        }

        return result;
    }

    private void OnReadCompleted(
        Action<object?> continuation, object? state, short version, ValueTaskSourceOnCompletedFlags flags)
    {
        PipeWakeup wakeup;
        bool isFirst;
        lock (_lock)
        {
            _readerWaiter.RequireVersion(version);
            isFirst = _readerWaiter.TryAddContinuation(continuation, state, flags, out wakeup);
        }

        if (!isFirst)
        {
            CompleteWriter(ConcurrentOperations());
        }

        wakeup.Schedule(_options.ReaderScheduler);
    }

    private void RequireReaderOpen()
    {
        if (_readerCompletion.IsCompleted)
        {
            ThrowReaderIsCompleted();
        }
    }

    [DoesNotReturn]
    private static void ThrowReaderIsCompleted() => throw new InvalidOperationException(
        "The reader is completed; nothing can be read any more.");

    [DoesNotReturn]
    private static void ThrowNoRead() => throw new InvalidOperationException(
        "There is no read to end: each AdvanceTo or Take follows one ReadAsync or TryRead.");

    [DoesNotReturn]
    private static void ThrowBadPosition() => throw new InvalidOperationException(
        "The position is not inside the buffer of the present read; it may come from an earlier one.");

    [DoesNotReturn]
    private static void ThrowExaminedBeforeConsumed() => throw new InvalidOperationException(
        "The examined position is before the consumed one.");
}
