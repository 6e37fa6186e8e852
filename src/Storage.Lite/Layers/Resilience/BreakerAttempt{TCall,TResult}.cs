using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;

namespace Storage.Lite;

/// <summary>
/// A call on its way through the circuit breaker. Polly's untyped strategies put results into objects; here the result
/// stays behind, and only whether it failed goes through. Each thread keeps one that has ended.
/// </summary>
internal sealed class BreakerAttempt<TCall, TResult>
    where TCall : struct, IStorageCall<TResult>
{
    [ThreadStatic]
    private static BreakerAttempt<TCall, TResult>? t_spare;

    private TCall _call;
    private IStorage? _store;
    private TResult? _result;

    private BreakerAttempt()
    {
    }

    internal static BreakerAttempt<TCall, TResult> Rent(in TCall call, IStorage store)
    {
        BreakerAttempt<TCall, TResult> attempt = t_spare ?? new BreakerAttempt<TCall, TResult>();
        t_spare = null;
        attempt._call = call;
        attempt._store = store;
        return attempt;
    }

    /// <summary>Gives the attempt back. It must have ended.</summary>
    internal TResult TakeResult()
    {
        TResult result = _result!;
        _call = default;
        _store = null;
        _result = default;
        t_spare = this;
        return result;
    }

    internal ValueTask<Outcome<object?>> RunAsync(CancellationToken cancellation)
    {
        ValueTask<TResult> task = CallTasks.Start<TCall, TResult>(_call, _store!, cancellation);
        if (!task.IsCompletedSuccessfully)
        {
            return AwaitAsync(task);
        }

        _result = task.Result;
        return new ValueTask<Outcome<object?>>(Outcome.FromResult<object?>(null));
    }

    private async ValueTask<Outcome<object?>> AwaitAsync(ValueTask<TResult> task)
    {
        try
        {
            _result = await task.ConfigureAwait(false);
            return Outcome.FromResult<object?>(null);
        }
        catch (Exception exception)
        {
            return Outcome.FromException<object?>(exception);
        }
    }
}
