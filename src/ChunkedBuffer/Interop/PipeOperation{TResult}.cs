using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ChunkedBuffers;

/// <summary>
/// What a pipe's read and flush have in common: a wait, its value tasks, and both ways to cancel it. Reused for each.
/// Thread safety: members without the lock take it; continuations are scheduled after it is left.
/// </summary>
internal sealed class PipeOperation<TResult> : IValueTaskSource<TResult>
{
    /// <summary>The wait; a field, not a property, because it is a mutable struct. Used under the lock.</summary>
    internal PipeWaiter Waiter;

    private static readonly Action<object?, CancellationToken> s_onTokenCanceled =
        static (operation, token) => ((PipeOperation<TResult>)operation!).OnTokenCanceled(token);

    private readonly Lock _lock;
    private readonly PipeScheduler _scheduler;
    private readonly PipeCompletion _otherCompletion;
    private readonly ResultTaker _takeResult;
    private readonly Action<Exception> _completeOther;

    /// <param name="pipeLock">The pipe's lock.</param>
    /// <param name="scheduler">Runs what waits for the operation.</param>
    /// <param name="otherCompletion">How the other end was completed; by an exception it fails the operation.</param>
    /// <param name="takeResult">Ends the wait and makes the result, under the lock.</param>
    /// <param name="completeOther">Completes the other end when two operations wait at once.</param>
    internal PipeOperation(
        Lock pipeLock,
        PipeScheduler scheduler,
        PipeCompletion otherCompletion,
        ResultTaker takeResult,
        Action<Exception> completeOther)
    {
        _lock = pipeLock;
        _scheduler = scheduler;
        _otherCompletion = otherCompletion;
        _takeResult = takeResult;
        _completeOther = completeOther;
    }

    /// <summary>Ends the wait and makes its result; says whether the wait was cancelled.</summary>
    internal delegate TResult ResultTaker(out bool isCanceled);

    public TResult GetResult(short token)
    {
        TResult result;
        bool isCanceled;
        CancellationToken cancellation;
        lock (_lock)
        {
            Waiter.RequireVersion(token);
            if (!Waiter.IsReady)
            {
                ThrowNotReady();
            }

            cancellation = Waiter.ReleaseToken();
            result = _takeResult(out isCanceled);
            Waiter.EndVersion();
        }

        if (isCanceled)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return result;
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        lock (_lock)
        {
            Waiter.RequireVersion(token);
            return !Waiter.IsReady ? ValueTaskSourceStatus.Pending
                : _otherCompletion.IsFaulted ? ValueTaskSourceStatus.Faulted
                : ValueTaskSourceStatus.Succeeded;
        }
    }

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        PipeWakeup wakeup;
        bool isFirst;
        lock (_lock)
        {
            Waiter.RequireVersion(token);
            isFirst = Waiter.TryAddContinuation(continuation, state, flags, out wakeup);
        }

        if (!isFirst)
        {
            _completeOther(new InvalidOperationException(
                "Two operations waited on one end of a pipe; only one at a time is supported."));
        }

        Schedule(wakeup);
    }

    /// <summary>Begins a wait that the token can cancel.</summary>
    internal void BeginUnsynchronized(CancellationToken cancellationToken) =>
        Waiter.Begin(s_onTokenCanceled, this, cancellationToken);

    /// <summary>The value task of the wait that was begun.</summary>
    internal ValueTask<TResult> PendingUnsynchronized() => new(this, Waiter.Version);

    /// <summary>Ends the present or the next wait once, as cancelled.</summary>
    internal void Cancel()
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            wakeup = Waiter.Cancel();
        }

        Schedule(wakeup);
    }

    /// <summary>Runs what waited for the operation; outside the lock.</summary>
    internal void Schedule(PipeWakeup wakeup) => wakeup.Schedule(_scheduler);

    private void OnTokenCanceled(CancellationToken token)
    {
        PipeWakeup wakeup;
        lock (_lock)
        {
            wakeup = Waiter.CancelFor(token);
        }

        Schedule(wakeup);
    }

    [DoesNotReturn]
    private static void ThrowNotReady() => throw new InvalidOperationException(
        "The result was asked for before the operation was over; await it.");
}
