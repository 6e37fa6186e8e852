using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace NativeIo;

/// <summary>
/// A call that may wait, on a thread of the pool: the fallback behind every asynchronous operation. Calls are pooled
/// themselves, so that nothing is allocated at steady state.
/// </summary>
/// <remarks>
/// Life: taken from the cache -> queued -> executed by a thread -> its result is fetched exactly once -> back in the
/// cache. Cancelling is a request that is looked at before the call starts; a call that has started ends by itself, and
/// its result counts.
/// </remarks>
/// <typeparam name="TState">What the call needs; holds everything it uses alive.</typeparam>
/// <typeparam name="TResult">What it gives.</typeparam>
internal sealed class BlockingCall<TState, TResult> : IValueTaskSource<TResult>, IValueTaskSource, IThreadPoolWorkItem
{
    /// <summary>Enough for the calls that are in flight at once on a busy machine; more are garbage.</summary>
    private const int CachedMax = 64;

    private static readonly BlockingCall<TState, TResult>?[] s_cache = new BlockingCall<TState, TResult>?[CachedMax];

    private ManualResetValueTaskSourceCore<TResult> _core;
    private Func<TState, TResult>? _call;
    private TState? _state;
    private CancellationToken _cancellation;

    /// <summary>Queues a call.</summary>
    internal static ValueTask<TResult> Run(TState state, Func<TState, TResult> call, CancellationToken cancellation)
    {
        BlockingCall<TState, TResult> source = Queue(state, call, cancellation);
        return new ValueTask<TResult>(source, source._core.Version);
    }

    /// <summary>As <see cref="Run"/>, for calls whose result nobody needs.</summary>
    internal static ValueTask RunWithoutResult(
        TState state, Func<TState, TResult> call, CancellationToken cancellation)
    {
        BlockingCall<TState, TResult> source = Queue(state, call, cancellation);
        return new ValueTask(source, source._core.Version);
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        TResult result;
        try
        {
            _cancellation.ThrowIfCancellationRequested();
            result = _call!(_state!);
        }
        catch (Exception exception)
        {
            _core.SetException(exception);
            return;
        }

        _core.SetResult(result);
    }

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<TResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    TResult IValueTaskSource<TResult>.GetResult(short token) => Fetch(token);

    /// <inheritdoc/>
    void IValueTaskSource.GetResult(short token) => _ = Fetch(token);

    private static BlockingCall<TState, TResult> Queue(
        TState state, Func<TState, TResult> call, CancellationToken cancellation)
    {
        BlockingCall<TState, TResult> source = TakeCached() ?? new BlockingCall<TState, TResult>();
        source._state = state;
        source._call = call;
        source._cancellation = cancellation;
        _ = ThreadPool.UnsafeQueueUserWorkItem(source, preferLocal: false);
        return source;
    }

    private static BlockingCall<TState, TResult>? TakeCached()
    {
        for (int index = 0; index < CachedMax; index++)
        {
            // Full fence; pairs with the exchange in Fetch, so that the taker sees the reset call.
            if (s_cache[index] is not null && Interlocked.Exchange(ref s_cache[index], null) is { } cached)
            {
                return cached;
            }
        }

        return null;
    }

    private TResult Fetch(short token)
    {
        // A stale token throws here. A call that still runs is not anybody else's yet: it goes on to use its memory.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The operation is not over: await its task, and only once.");
        }

        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _state = default;
            _call = null;
            _cancellation = default;
            for (int index = 0; index < CachedMax; index++)
            {
                if (s_cache[index] is null && Interlocked.CompareExchange(ref s_cache[index], this, null) is null)
                {
                    break;
                }
            }
        }
    }
}
