using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <summary>
/// Reads ahead from a stream into chunks. Thread safety: one thread at a time; <see cref="CancelPendingRead"/> from
/// any.
/// </summary>
internal sealed class StreamPipeReader(Stream stream, ChunkedPipeReaderOptions options) : ChunkedPipeReader
{
    private readonly ChunkedBuffer _buffer = new(options.Pool, options.BufferOptions);
    private readonly SequenceChain _chain = new();
    private readonly PipeInterrupt _interrupt = new();
    private long _consumed;
    private long _end;
    private bool _examinedAll;
    private bool _isAtEnd;
    private bool _isReading;
    private bool _isCompleted;

    public override bool TryRead(out ReadResult result)
    {
        RequireOpen();
        return TryReadBuffered(_interrupt.Observe(), out result);
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        ReadAtLeastAsyncCore(0, cancellationToken);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        _buffer.Skip(Advance(consumed, examined));

    public override BufferSlice Take(SequencePosition consumed, SequencePosition examined) =>
        _buffer.Take(Advance(consumed, examined));

    public override void CancelPendingRead() => _interrupt.Request();

    public override void Complete(Exception? exception = null)
    {
        if (EndReading())
        {
            stream.Dispose();
        }
    }

    public override ValueTask CompleteAsync(Exception? exception = null) =>
        EndReading() ? stream.DisposeAsync() : ValueTask.CompletedTask;

    protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken)
    {
        RequireOpen();
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        bool isCanceled = !_interrupt.TryBegin(out CancellationToken token);
        if (TryReadBuffered(isCanceled, out ReadResult result)
            && (isCanceled || result.IsCompleted || _buffer.Length >= minimumSize))
        {
            return new ValueTask<ReadResult>(result);
        }

        return _isAtEnd
            ? new ValueTask<ReadResult>(CurrentResult(isCanceled: false))
            : ReadStreamAsync(minimumSize, token, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadStreamAsync(
        int lengthMin, CancellationToken interruptToken, CancellationToken cancellationToken)
    {
        _isReading = true;
        CancellationTokenRegistration link = _interrupt.Link(cancellationToken);
        try
        {
            if (options.UseZeroByteReads && _buffer.IsEmpty)
            {
                _buffer.TrimExcess();
                await stream.ReadAsync(Memory<byte>.Empty, interruptToken).ConfigureAwait(false);
            }

            do
            {
                long missing = Math.Min(lengthMin - _buffer.Length, _buffer.Options.ChunkLengthMax);
                int sizeHint = (int)Math.Max(options.ReadLengthMin, missing);
                int read = await _buffer.ReadFromAsync(stream, sizeHint, interruptToken).ConfigureAwait(false);
                _end += read;
                _isAtEnd = read == 0;
            }
            while (!_isAtEnd && _buffer.Length < lengthMin);

            return CurrentResult(isCanceled: false);
        }
        catch (OperationCanceledException exception)
        {
            bool isRequested = _interrupt.Observe();
            if (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(exception.Message, exception, cancellationToken);
            }

            if (!isRequested)
            {
                throw;
            }

            return CurrentResult(isCanceled: true);
        }
        finally
        {
            _isReading = false;
            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    private bool TryReadBuffered(bool isCanceled, out ReadResult result)
    {
        if (isCanceled || (_buffer.Length > 0 && !_examinedAll))
        {
            result = CurrentResult(isCanceled);
            return true;
        }

        result = default;
        return false;
    }

    private ReadResult CurrentResult(bool isCanceled)
    {
        _chain.Extend(_buffer.View, _consumed, _end);
        return new ReadResult(_chain.Slice(_consumed, _end), isCanceled, _isAtEnd);
    }

    /// <summary>Checks the positions and notes them; returns how many bytes are consumed.</summary>
    private long Advance(SequencePosition consumed, SequencePosition examined)
    {
        RequireOpen();
        if (consumed.GetObject() is null || examined.GetObject() is null)
        {
            return 0;
        }

        long consumedTo = Locate(consumed);
        long examinedTo = Locate(examined);
        if (examinedTo < consumedTo)
        {
            ThrowExaminedBeforeConsumed();
        }

        long count = consumedTo - _consumed;
        _consumed = consumedTo;
        _examinedAll = examinedTo == _end;
        _chain.DropBefore(consumedTo);
        return count;
    }

    private long Locate(SequencePosition position)
    {
        if (!_chain.TryGetOffset(position, out long offset) || offset < _consumed || offset > _end)
        {
            ThrowBadPosition();
        }

        return offset;
    }

    /// <summary>Gives the memory back; true when the stream is to be disposed.</summary>
    private bool EndReading()
    {
        if (_isCompleted)
        {
            return false;
        }

        // A read that is in flight keeps the block that the stream writes to.
        _isCompleted = true;
        _chain.Clear();
        _buffer.Dispose();
        return !options.LeaveOpen;
    }

    private void RequireOpen()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The reader is completed; nothing can be read any more.");
        }

        if (_isReading)
        {
            throw new InvalidOperationException("A read is in progress: await it before the next call.");
        }
    }

    [DoesNotReturn]
    private static void ThrowBadPosition() => throw new InvalidOperationException(
        "The position is not inside the buffer of the present read; it may come from an earlier one.");

    [DoesNotReturn]
    private static void ThrowExaminedBeforeConsumed() => throw new InvalidOperationException(
        "The examined position is before the consumed one.");
}
