using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>
/// A stream that does what a test says: reads of given pieces, failures at a given operation, operations that wait
/// until the test ends them or their token is cancelled. What is written is kept.
/// </summary>
internal sealed class ScriptedStream : Stream
{
    private readonly Queue<Func<Memory<byte>, CancellationToken, ValueTask<int>>> _reads = new();
    private readonly Queue<Func<CancellationToken, ValueTask>> _writes = new();

    internal MemoryStream Written { get; } = new();

    internal int FlushCount { get; private set; }

    internal int EmptyReadCount { get; private set; }

    internal bool IsDisposed { get; private set; }

    internal List<int> ReadLengths { get; } = [];

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal ScriptedStream Gives(params byte[][] pieces)
    {
        foreach (byte[] piece in pieces)
        {
            _reads.Enqueue((memory, _) =>
            {
                piece.CopyTo(memory);
                return new ValueTask<int>(piece.Length);
            });
        }

        return this;
    }

    internal ScriptedStream ReadFails(Exception exception)
    {
        _reads.Enqueue((_, _) => ValueTask.FromException<int>(exception));
        return this;
    }

    /// <summary>The next read waits for the piece, or for its token.</summary>
    internal ScriptedStream GivesLater(TaskCompletionSource<byte[]> piece)
    {
        _reads.Enqueue(async (memory, token) =>
        {
            byte[] bytes = await piece.Task.WaitAsync(token);
            bytes.CopyTo(memory);
            return bytes.Length;
        });
        return this;
    }

    internal ScriptedStream WriteSucceeds(int count = 1)
    {
        for (int i = 0; i < count; i++)
        {
            _writes.Enqueue(static _ => ValueTask.CompletedTask);
        }

        return this;
    }

    internal ScriptedStream WriteFails(Exception exception)
    {
        _writes.Enqueue(_ => ValueTask.FromException(exception));
        return this;
    }

    internal ScriptedStream WritesLater(Task gate)
    {
        _writes.Enqueue(async token => await gate.WaitAsync(token));
        return this;
    }

    public override int Read(Span<byte> buffer)
    {
        byte[] scratch = new byte[buffer.Length];
        int read = Next(scratch, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        scratch.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Next(buffer, cancellationToken);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        NextWrite(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Written.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await NextWrite(cancellationToken);
        Written.Write(buffer.Span);
    }

    public override void Flush() => FlushCount++;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    private ValueTask<int> Next(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.IsEmpty)
        {
            EmptyReadCount++;
            return new ValueTask<int>(0);
        }

        ReadLengths.Add(buffer.Length);
        return _reads.Count == 0 ? new ValueTask<int>(0) : _reads.Dequeue()(buffer, cancellationToken);
    }

    private ValueTask NextWrite(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _writes.Count == 0 ? ValueTask.CompletedTask : _writes.Dequeue()(cancellationToken);
    }
}
