using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Bytes from a writer to a reader with backpressure, as <see cref="Pipe"/> does it, on pooled native chunks: the
/// writer also takes slices without copying, and the reader hands out slices that outlive the read.
/// </summary>
/// <remarks>
/// <para>A drop-in replacement: both ends behave as <see cref="Pipe"/>'s in results, exceptions and order.
/// docs/migrating-from-pipelines.md lists the few differences. At steady state nothing is allocated.</para>
/// <para>Ownership: the pipe holds its blocks until both ends are completed.</para>
/// <para>Thread safety: one thread reads while another writes; the members that cancel may be called from any.</para>
/// <example><code>
/// var pipe = new ChunkedPipe();
/// await pipe.Writer.WriteAsync(message);
/// ReadResult result = await pipe.Reader.ReadAsync();
/// using BufferSlice kept = pipe.Reader.Take(result.Buffer.End);
/// </code></example>
/// </remarks>
public sealed partial class ChunkedPipe
{
    // One lock guards the buffer, the positions, both waits and both completions. The writer's lease and the chain of
    // segments that the reader's sequence consists of belong to the writer and the reader alone: between two calls of
    // the pipe each end works without the lock. Positions count bytes since the pipe was made or reset:
    //
    //     consumed <= examined <= flushed <= flushed + unflushed (in the buffer) <= ... + lease (not in the buffer yet)
    //
    // Continuations are scheduled after the lock is left, since an inline scheduler runs them in that very call.
    private readonly Lock _lock = new();
    private readonly ChunkedBuffer _buffer;
    private readonly ChunkedPipeOptions _options;
    private readonly long _pauseThreshold;
    private readonly long _resumeThreshold;
    private readonly SequenceChain _chain = new();
    private readonly ReaderEnd _reader;
    private readonly WriterEnd _writer;
    private readonly PipeCompletion _readerCompletion = new();
    private readonly PipeCompletion _writerCompletion = new();
    private readonly PipeOperation<ReadResult> _reading;
    private readonly PipeOperation<FlushResult> _flushing;
    private WriterLease _lease;
    private ReadState _readState;
    private long _consumed;
    private long _examined;
    private long _flushed;
    private long _unflushed;
    private long _readLengthMin;
    private bool _isOver;

    /// <summary>Makes an empty pipe; it rents nothing before the first write.</summary>
    /// <param name="options">How it works; null means <see cref="ChunkedPipeOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">An option makes no sense; the message says which and why.</exception>
    public ChunkedPipe(ChunkedPipeOptions? options = null)
    {
        _options = options ?? ChunkedPipeOptions.Default;
        _options.Validate();
        _pauseThreshold = _options.PauseWriterThreshold;
        _resumeThreshold = _options.ResumeThreshold;
        _buffer = new ChunkedBuffer(_options.Pool, _options.BufferOptions);
        _reading = new PipeOperation<ReadResult>(
            _lock, _options.ReaderScheduler, _writerCompletion, TakeReadResultUnsynchronized, CompleteWriter);
        _flushing = new PipeOperation<FlushResult>(
            _lock, _options.WriterScheduler, _readerCompletion, TakeFlushResultUnsynchronized, CompleteReader);
        _reader = new ReaderEnd(this);
        _writer = new WriterEnd(this);
        InitializeWaiters();
    }

    /// <summary>What the reader is in the middle of.</summary>
    private enum ReadState
    {
        None,

        /// <summary>A read said that there is nothing, or was cancelled: AdvanceTo may follow but need not.</summary>
        Tentative,

        /// <summary>A read handed out a buffer: AdvanceTo must follow.</summary>
        Active,
    }

    /// <summary>Gets the end that consumes bytes.</summary>
    public ChunkedPipeReader Reader => _reader;

    /// <summary>Gets the end that produces bytes.</summary>
    public ChunkedPipeWriter Writer => _writer;

    private long Unexamined => _flushed - _examined;

    /// <summary>Makes the pipe like new, so that it can be reused instead of a new one.</summary>
    /// <exception cref="InvalidOperationException">One of the ends is not completed.</exception>
    public void Reset()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                throw new InvalidOperationException("A pipe is reset when its reader and its writer are completed.");
            }

            _isOver = false;
            _readerCompletion.Reset();
            _writerCompletion.Reset();
            InitializeWaiters();
            _readState = ReadState.None;
            _consumed = 0;
            _examined = 0;
            _flushed = 0;
            _readLengthMin = 0;
        }
    }

    private void InitializeWaiters()
    {
        // The writer may write at once, the reader has to wait; value tasks of the time before a reset stay invalid.
        _reading.Waiter.Reset(isSignaled: false, _options.UseSynchronizationContext);
        _flushing.Waiter.Reset(isSignaled: true, _options.UseSynchronizationContext);
    }

    /// <summary>Gives all memory back once both ends are completed.</summary>
    private void EndUnsynchronized()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        _lease = default;
        _unflushed = 0;
        _chain.Clear();
        _buffer.AbandonLease();
        _buffer.Clear();
        _buffer.TrimExcess();
        _consumed = _flushed;
        _examined = _flushed;
    }

    [DoesNotReturn]
    private static void ThrowConcurrentRead() => throw new InvalidOperationException(
        "A read is in progress: end it with AdvanceTo or Take, or await it, before the next.");
}
