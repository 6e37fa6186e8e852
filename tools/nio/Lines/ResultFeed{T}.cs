using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Nio.Lines;

/// <summary>
/// Hands results from the working thread to the one that shows them. Thread safety: all members may be used by any
/// thread.
/// </summary>
internal sealed class ResultFeed<T>
    where T : class
{
    // Guards all fields and is pulsed at every change.
    private readonly object _changes = new();
    private readonly Queue<T> _results = new();
    private ExceptionDispatchInfo? _failure;
    private bool _isComplete;
    private bool _isCancelled;

    internal void Add(T result)
    {
        lock (_changes)
        {
            _results.Enqueue(result);
            Monitor.PulseAll(_changes);
        }
    }

    /// <summary>No more results will come.</summary>
    internal void Complete()
    {
        lock (_changes)
        {
            _isComplete = true;
            Monitor.PulseAll(_changes);
        }
    }

    /// <summary>No more results will come, because of a defect: whoever takes results gets the exception.</summary>
    internal void Fail(Exception exception)
    {
        lock (_changes)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            Complete();
        }
    }

    /// <summary>The user gave up: whoever waits goes on at once, whatever the working thread is doing.</summary>
    internal void Cancel()
    {
        lock (_changes)
        {
            _isCancelled = true;
            Monitor.PulseAll(_changes);
        }
    }

    /// <summary>Waits for the next result, at most so long.</summary>
    internal FeedState Take(int timeoutMs, out T? result)
    {
        lock (_changes)
        {
            FeedState state = WaitUnsynchronized(timeoutMs);
            result = state == FeedState.Result ? _results.Dequeue() : null;
            if (state == FeedState.Complete)
            {
                _failure?.Throw();
            }

            return state;
        }
    }

    /// <summary>Waits for the end, at most so long; results stay where they are.</summary>
    /// <returns>Whether it is the end.</returns>
    internal bool WaitForEnd(int timeoutMs)
    {
        lock (_changes)
        {
            long deadline = Environment.TickCount64 + timeoutMs;
            while (!_isComplete && !_isCancelled)
            {
                long left = deadline - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_changes, (int)left))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private FeedState WaitUnsynchronized(int timeoutMs)
    {
        while (true)
        {
            if (_isCancelled && _results.Count == 0)
            {
                return FeedState.Cancelled;
            }

            if (_results.Count > 0)
            {
                return FeedState.Result;
            }

            if (_isComplete)
            {
                return FeedState.Complete;
            }

            // Every pulse changes one of the three above, so the wait is never begun twice in vain.
            if (!Monitor.Wait(_changes, timeoutMs))
            {
                return FeedState.TimedOut;
            }
        }
    }
}
