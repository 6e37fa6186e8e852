using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <content>What the reader does.</content>
public sealed partial class ChunkedPipe
{
    private bool TryRead(out ReadResult result)
    {
        lock (_lock)
        {
            RequireReaderOpen();
            if (Unexamined > 0 || _reading.Waiter.IsReady)
            {
                result = TakeReadResultUnsynchronized(out _);
                return true;
            }

            if (_reading.Waiter.IsWaiting || _readState == ReadState.Active)
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
            _reading.BeginUnsynchronized(cancellationToken);
            if (_reading.Waiter.IsReady)
            {
                return new ValueTask<ReadResult>(TakeReadResultUnsynchronized(out _));
            }

            ReleaseIdleMemoryUnsynchronized();
            return _reading.PendingUnsynchronized();
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
            _reading.BeginUnsynchronized(cancellationToken);
            if (_reading.Waiter.IsReady)
            {
                ReadResult ready = TakeReadResultUnsynchronized(out _);
                if (_flushed - _consumed >= lengthMin || ready.IsCanceled || ready.IsCompleted)
                {
                    return new ValueTask<ReadResult>(ready);
                }

                _readState = ReadState.None;
                _reading.Waiter.Unsignal();
                _reading.BeginUnsynchronized(cancellationToken);
            }

            // A writer that waits for the reader to catch up would never bring the bytes that the reader waits for.
            if (!_flushing.Waiter.IsReady)
            {
                wakeup = _flushing.Waiter.Signal();
            }

            _readLengthMin = lengthMin;
            ReleaseIdleMemoryUnsynchronized();
            result = _reading.PendingUnsynchronized();
        }

        _flushing.Schedule(wakeup);
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
                wakeup = _flushing.Waiter.Signal();
            }

            // Everything there is has been looked at, so the next read waits; unless nothing more will come.
            if (examinedTo == _flushed && !_writerCompletion.IsCompleted)
            {
                _reading.Waiter.Unsignal();
            }

            _readState = ReadState.None;
        }

        _flushing.Schedule(wakeup);
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

    private ReadResult TakeReadResultUnsynchronized(out bool isCanceled)
    {
        bool isCompleted = _writerCompletion.IsCompletedOrThrow();
        isCanceled = _reading.Waiter.ObserveCancellation();
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
            wakeup = _flushing.Waiter.Signal();
            if (_writerCompletion.IsCompleted)
            {
                EndUnsynchronized();
            }
        }

        _flushing.Schedule(wakeup);
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
