using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks.Sources;

namespace ChunkedBuffers;

/// <summary>
/// The wait of one end of a pipe: for data or for room. Part of the pipe and reused for every wait, so waiting
/// allocates nothing. All members are called under the pipe's lock.
/// </summary>
/// <remarks>
/// States: closed -> <see cref="Signal"/> opens it until <see cref="Unsignal"/>; <see cref="Cancel"/> opens it for one
/// pass. A wait begins with <see cref="Begin"/> and ends when its result is taken with
/// <see cref="ObserveCancellation"/>; <see cref="Version"/> tells the value tasks of different waits apart.
/// </remarks>
internal struct PipeWaiter
{
    private bool _postsToContext;
    private bool _isSignaled;
    private bool _isCanceled;
    private Action<object?>? _continuation;
    private object? _state;
    private ExecutionContext? _executionContext;
    private SynchronizationContext? _synchronizationContext;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;

    /// <summary>Gets a value indicating whether a wait that begins now is over at once.</summary>
    internal readonly bool IsReady => _isSignaled || _isCanceled;

    /// <summary>Gets a value indicating whether a wait was begun whose result nobody has taken.</summary>
    internal bool IsWaiting { readonly get; private set; }

    /// <summary>Gets the number that value tasks of the present wait carry.</summary>
    internal short Version { readonly get; private set; }

    /// <summary>Starts anew; value tasks of earlier waits stay invalid.</summary>
    internal void Reset(bool isSignaled, bool postsToContext)
    {
        ReleaseToken();
        this = new PipeWaiter
        {
            _postsToContext = postsToContext,
            _isSignaled = isSignaled,
            Version = (short)(Version + 1),
        };
    }

    /// <summary>Begins a wait that the token can cancel.</summary>
    internal void Begin(Action<object?, CancellationToken> onCanceled, object pipe, CancellationToken token)
    {
        if (token.CanBeCanceled && !IsReady)
        {
            _token = token;
            _registration = token.UnsafeRegister(onCanceled, pipe);
            if (token.IsCancellationRequested)
            {
                ReleaseToken();
                _isCanceled = false;
                token.ThrowIfCancellationRequested();
            }
        }

        IsWaiting = true;
    }

    /// <summary>Opens the gate: the present wait, if there is one, and all later ones are over.</summary>
    internal PipeWakeup Signal()
    {
        _isSignaled = true;
        return TakeContinuation();
    }

    /// <summary>Closes the gate: the next wait lasts until the next signal.</summary>
    internal void Unsignal() => _isSignaled = false;

    /// <summary>Ends the present or the next wait once.</summary>
    internal PipeWakeup Cancel()
    {
        _isCanceled = true;
        return TakeContinuation();
    }

    /// <summary>Ends the wait that began with this token; late calls for a wait that is over do nothing.</summary>
    internal PipeWakeup CancelFor(CancellationToken token) => _token == token ? Cancel() : default;

    /// <summary>Ends the wait and says whether it was cancelled.</summary>
    internal bool ObserveCancellation()
    {
        bool isCanceled = _isCanceled;
        _isCanceled = false;
        IsWaiting = false;
        return isCanceled;
    }

    /// <summary>
    /// Forgets the token of the wait and returns it. A callback that is already running finds no wait and does nothing,
    /// so nobody has to wait for it here, which could deadlock under the lock.
    /// </summary>
    internal CancellationToken ReleaseToken()
    {
        CancellationToken token = _token;
        _token = default;
        _registration.Unregister();
        _registration = default;
        return token;
    }

    /// <summary>Makes value tasks of the wait that is over invalid.</summary>
    internal void EndVersion() => Version++;

    internal readonly void RequireVersion(short version)
    {
        if (version != Version)
        {
            ThrowStaleTask();
        }
    }

    /// <summary>
    /// Keeps the continuation of the wait, or returns it to run now when the wait is over. False when there was one
    /// already: two operations wait on one end, and the caller ends both.
    /// </summary>
    internal bool TryAddContinuation(
        Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags, out PipeWakeup now)
    {
        ExecutionContext? executionContext =
            (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        SynchronizationContext? synchronizationContext = null;
        if (_postsToContext && (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0)
        {
            SynchronizationContext? current = SynchronizationContext.Current;
            synchronizationContext = current?.GetType() == typeof(SynchronizationContext) ? null : current;
        }

        bool isFirst = _continuation is null;
        if (IsReady || !isFirst)
        {
            now = new PipeWakeup(continuation, state, executionContext, synchronizationContext);
            return isFirst;
        }

        now = default;
        _continuation = continuation;
        _state = state;
        _executionContext = executionContext;
        _synchronizationContext = synchronizationContext;
        return true;
    }

    private PipeWakeup TakeContinuation()
    {
        var wakeup = new PipeWakeup(_continuation, _state, _executionContext, _synchronizationContext);
        _continuation = null;
        _state = null;
        _executionContext = null;
        _synchronizationContext = null;
        return wakeup;
    }

    [DoesNotReturn]
    private static void ThrowStaleTask() => throw new InvalidOperationException(
        "The result was taken already: a ValueTask of a pipe is awaited once.");
}
