using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Transfers on a few threads of its own, for systems and sandboxes without a ring. Threads of the pool would do for
/// one transfer, but many that wait for a disk would starve everybody else.
/// </summary>
/// <remarks>
/// Life of an operation: queued -> taken by a thread, which makes one call -> result -> taken by the user. What no
/// thread has taken yet can be cancelled; a call that runs ends by itself. Thread safety: one user at a time, beside
/// the engine's own threads.
/// </remarks>
internal sealed class ThreadBatchEngine : BatchEngine
{
    private readonly FileBackend _backend;
    private readonly int _threadCountMax;
    private readonly Func<ThreadStart, Thread> _startThread;
    private readonly object _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Queue<(BatchOperation Operation, ulong Token)> _queued;
    private readonly Queue<BatchResult> _results;
    private readonly List<Thread> _threads = [];
    private int _running;
    private bool _isClosed;

    /// <param name="backend">What makes the transfers.</param>
    /// <param name="queueDepth">The most operations that are queued or run at once.</param>
    /// <param name="threadCountMax">The most threads.</param>
    /// <param name="startThread">Makes and starts a thread; null for the usual way. For tests.</param>
    internal ThreadBatchEngine(
        FileBackend backend, int queueDepth, int threadCountMax, Func<ThreadStart, Thread>? startThread = null)
    {
        _backend = backend;
        _startThread = startThread ?? StartThread;
        _threadCountMax = Math.Min(threadCountMax, queueDepth);
        _queued = new Queue<(BatchOperation Operation, ulong Token)>(queueDepth);
        _results = new Queue<BatchResult>(queueDepth);
    }

    internal override void Queue(in BatchOperation operation, ulong token)
    {
        // The thread first: when there is none, the operation was never queued, so that nobody runs it later.
        AddThreadIfNeeded();
        lock (_gate)
        {
            Debug.Assert(!_isClosed, "Nothing is queued after Dispose.");
            _queued.Enqueue((operation, token));
        }

        _ = _work.Release();
    }

    internal override void Cancel(ulong token)
    {
        lock (_gate)
        {
            for (int count = _queued.Count; count > 0; count--)
            {
                (BatchOperation Operation, ulong Token) entry = _queued.Dequeue();
                if (entry.Token == token)
                {
                    _results.Enqueue(new BatchResult(token, default, IsCancelled: true));
                }
                else
                {
                    _queued.Enqueue(entry);
                }
            }
        }
    }

    internal override void Submit()
    {
        // Threads take operations as they are queued.
    }

    internal override bool TryTake(out BatchResult result)
    {
        lock (_gate)
        {
            return _results.TryDequeue(out result);
        }
    }

    internal override IoResult Wait(int timeoutMs)
    {
        lock (_gate)
        {
            if (_results.Count == 0 && _running + _queued.Count > 0)
            {
                _ = Monitor.Wait(_gate, timeoutMs);
            }
        }

        return IoResult.Success();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_gate)
        {
            Debug.Assert(_running + _queued.Count == 0, "All results are taken.");
            _isClosed = true;
        }

        _ = _work.Release(_threadCountMax);
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _work.Dispose();
    }

    private static Thread StartThread(ThreadStart run)
    {
        var thread = new Thread(run) { IsBackground = true, Name = "NativeIo transfers" };
        thread.Start();
        return thread;
    }

    /// <summary>Starts a thread when all there are have something to do; only the user's thread changes them.</summary>
    private void AddThreadIfNeeded()
    {
        lock (_gate)
        {
            if (_running + _queued.Count < _threads.Count || _threads.Count == _threadCountMax)
            {
                return;
            }
        }

        try
        {
            _threads.Add(_startThread(Run));
        }
        catch (OutOfMemoryException) when (_threads.Count > 0)
        {
            // The system gives no more threads: the ones there are do the work.
        }
    }

    private void Run()
    {
        while (true)
        {
            _work.Wait();
            BatchOperation operation;
            ulong token;
            lock (_gate)
            {
                if (_isClosed)
                {
                    return;
                }

                if (!_queued.TryDequeue(out (BatchOperation Operation, ulong Token) entry))
                {
                    // It was cancelled.
                    continue;
                }

                (operation, token) = entry;
                _running++;
            }

            IoResult result = operation.IsWrite
                ? _backend.Write(operation.Handle, operation.Pinned, operation.Offset)
                : _backend.Read(operation.Handle, operation.Pinned, operation.Offset);
            lock (_gate)
            {
                _running--;
                _results.Enqueue(new BatchResult(token, result));
                Monitor.Pulse(_gate);
            }
        }
    }
}
