using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Nio.Lines;

/// <summary>
/// Hands results from the working threads to the one that shows them. Thread safety: all members may be used by any
/// thread.
/// </summary>
/// <remarks>
/// Results may have places in an order; they are ready in that order then, and those that are early wait here for the
/// ones before them. When too many are here, whoever adds one waits, so that results never pile up in memory. One
/// that can be shown at once is always let in when nothing is ready, so that this comes to an end.
/// </remarks>
internal sealed class ResultFeed<T>
    where T : class
{
    /// <summary>
    /// When nothing is ready for so long, one more is let in. What all others wait for does not come when its thread
    /// has failed, and threads that wait here for ever would not see that.
    /// </summary>
    private const int PatienceMs = 5000;

    private int _capacity;
    private readonly Func<T, long>? _placeOf;

    // Guards all fields and is pulsed at every change.
    private readonly object _changes = new();
    private readonly Queue<T> _results = new();
    private readonly SortedDictionary<long, T> _early = [];
    private long _next;
    private ExceptionDispatchInfo? _failure;
    private bool _isComplete;
    private bool _isCancelled;

    /// <param name="capacity">The most results that are here before whoever adds one waits.</param>
    /// <param name="placeOf">
    /// The place of a result, from 0 without gaps; a negative one is shown whenever it comes. Null when the results
    /// have no order but that in which they come.
    /// </param>
    internal ResultFeed(int capacity = int.MaxValue, Func<T, long>? placeOf = null)
    {
        _capacity = capacity;
        _placeOf = placeOf;
    }

    private bool IsFullUnsynchronized => _results.Count + _early.Count >= _capacity;

    /// <summary>Adds a result, and waits before that while there are too many.</summary>
    internal void Add(T result)
    {
        long place = _placeOf?.Invoke(result) ?? -1;
        lock (_changes)
        {
            bool isLate = false;
            while (IsFullUnsynchronized && !_isCancelled && !((isLate || place <= _next) && _results.Count == 0))
            {
                isLate = !Monitor.Wait(_changes, PatienceMs);
            }

            if (place < 0)
            {
                _results.Enqueue(result);
            }
            else
            {
                _early.Add(place, result);
                while (_early.Remove(_next, out T? ready))
                {
                    _results.Enqueue(ready);
                    _next++;
                }
            }

            Monitor.PulseAll(_changes);
        }
    }

    /// <summary>Nobody waits to add a result from here on: the work is being stopped, and few more will come.</summary>
    internal void LetAllIn()
    {
        lock (_changes)
        {
            _capacity = int.MaxValue;
            Monitor.PulseAll(_changes);
        }
    }

    /// <summary>No more results will come. Those that wait for others will not get them, and are ready.</summary>
    internal void Complete()
    {
        lock (_changes)
        {
            foreach (T result in _early.Values)
            {
                _results.Enqueue(result);
            }

            _early.Clear();
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
            result = null;
            if (state == FeedState.Result)
            {
                result = _results.Dequeue();
                Monitor.PulseAll(_changes);
            }

            if (state == FeedState.Complete)
            {
                _failure?.Throw();
            }

            return state;
        }
    }

    /// <summary>
    /// Waits for the end, or until results have to be taken so that it goes on, at most so long; results stay where
    /// they are.
    /// </summary>
    /// <returns>Whether it is one of these.</returns>
    internal bool WaitForEnd(int timeoutMs)
    {
        lock (_changes)
        {
            long deadline = Environment.TickCount64 + timeoutMs;
            while (!_isComplete && !_isCancelled && !(IsFullUnsynchronized && _results.Count > 0))
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
        long deadline = Environment.TickCount64 + timeoutMs;
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

            // Early results pulse in vain, so what is left of the time counts.
            int left = timeoutMs == Timeout.Infinite
                ? Timeout.Infinite
                : (int)Math.Max(0, deadline - Environment.TickCount64);
            if (!Monitor.Wait(_changes, left))
            {
                return FeedState.TimedOut;
            }
        }
    }
}
