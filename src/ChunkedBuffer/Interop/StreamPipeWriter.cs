using System;
using System.IO;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <summary>
/// Gathers bytes in chunks and writes them to a stream when it is flushed. Thread safety: one thread at a time;
/// <see cref="CancelPendingFlush"/> from any.
/// </summary>
internal sealed class StreamPipeWriter(Stream stream, ChunkedPipeWriterOptions options) : ChunkedPipeWriter
{
    private readonly ChunkedBuffer _buffer = new(options.Pool, options.BufferOptions);
    private readonly PipeInterrupt _interrupt = new();
    private WriterLease _lease;
    private bool _isCompleted;

    public override long UnflushedBytes => _buffer.Length + _lease.Written;

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
        _lease.Commit(_buffer);
        _buffer.Append(slice);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        WriteAsync(default(ReadOnlyMemory<byte>), cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(
        ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        if (!source.IsEmpty)
        {
            RequireOpen();
        }

        if (!_isCompleted)
        {
            _lease.Commit(_buffer);
        }

        if (source.IsEmpty && _buffer.IsEmpty)
        {
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: false));
        }

        return SendAsync(source, cancellationToken);
    }

    public override void CancelPendingFlush() => _interrupt.Request();

    public override void Complete(Exception? exception = null)
    {
        if (_isCompleted)
        {
            return;
        }

        try
        {
            if (BeginCompletion(exception))
            {
                _buffer.WriteTo(stream);
                stream.Flush();
            }
        }
        finally
        {
            _buffer.Dispose();
            if (!options.LeaveOpen)
            {
                stream.Dispose();
            }
        }
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (_isCompleted)
        {
            return;
        }

        try
        {
            if (BeginCompletion(exception))
            {
                await _buffer.WriteToAsync(stream).ConfigureAwait(false);
                await stream.FlushAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _buffer.Dispose();
            if (!options.LeaveOpen)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes what is gathered and then the source, which is kept when its own write did not begin.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        bool isSourceKept = !source.IsEmpty;
        CancellationTokenRegistration link = default;
        try
        {
            if (!_interrupt.TryBegin(out CancellationToken token))
            {
                return new FlushResult(isCanceled: true, isCompleted: false);
            }

            link = _interrupt.Link(cancellationToken);
            await _buffer.WriteToAsync(stream, token).ConfigureAwait(false);
            if (isSourceKept)
            {
                token.ThrowIfCancellationRequested();
                isSourceKept = false;
                await stream.WriteAsync(source, token).ConfigureAwait(false);
            }

            await stream.FlushAsync(token).ConfigureAwait(false);
            return new FlushResult(isCanceled: false, isCompleted: false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && _interrupt.Observe())
        {
            return new FlushResult(isCanceled: true, isCompleted: false);
        }
        finally
        {
            if (isSourceKept && !_isCompleted)
            {
                _buffer.Append(source.Span);
            }

            await link.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void LeaseRoom(int sizeHint)
    {
        RequireOpen();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (!_lease.HasRoom(sizeHint))
        {
            _lease.Commit(_buffer);
            _lease.Open(_buffer, sizeHint);
        }
    }

    /// <summary>Ends writing; true when there are bytes that the stream is still to get.</summary>
    private bool BeginCompletion(Exception? exception)
    {
        _isCompleted = true;
        _lease.Commit(_buffer);
        return exception is null && !_buffer.IsEmpty;
    }

    private void RequireOpen()
    {
        if (_isCompleted)
        {
            throw new InvalidOperationException("The writer is completed; nothing can be written any more.");
        }
    }
}
