using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <summary>
/// What the streams over buffers and slices share: all their work is in memory, so every asynchronous method does it at
/// once and returns a completed task. Thread safety: as what the stream is over.
/// </summary>
internal abstract class ChunkStream : Stream
{
    private Task<int>? _lastRead;
    private bool _isClosed;

    public sealed override bool CanTimeout => false;

    /// <summary>Gets a value indicating whether the stream was not disposed yet.</summary>
    protected bool IsOpen => !_isClosed;

    public sealed override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public sealed override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        ValueTask<int> read = ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return read.AsTask();
        }

        // Reads of the same size follow each other; their task can be the same one.
        int length = read.Result;
        return _lastRead?.Result == length ? _lastRead : _lastRead = Task.FromResult(length);
    }

    public sealed override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        try
        {
            return new ValueTask<int>(Read(buffer.Span));
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<int>(exception);
        }
    }

    public sealed override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public sealed override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    public sealed override void WriteByte(byte value) => Write(new ReadOnlySpan<byte>(in value));

    public sealed override IAsyncResult BeginRead(
        byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public sealed override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public sealed override IAsyncResult BeginWrite(
        byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(WriteAsync(buffer, offset, count, CancellationToken.None), callback, state);

    public sealed override void EndWrite(IAsyncResult asyncResult) => TaskToAsyncResult.End(asyncResult);

    public sealed override void Flush() => RequireOpen();

    public sealed override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : FlushNow();

    protected sealed override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
        {
            _isClosed = true;
            Close(disposing);
        }

        base.Dispose(disposing);
    }

    /// <summary>Lets go of what the stream is over; called once.</summary>
    protected abstract void Close(bool disposing);

    protected void RequireOpen() => ObjectDisposedException.ThrowIf(_isClosed, typeof(Stream));

    private Task FlushNow()
    {
        try
        {
            Flush();
            return Task.CompletedTask;
        }
        catch (ObjectDisposedException exception)
        {
            return Task.FromException(exception);
        }
    }
}
