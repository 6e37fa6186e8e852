using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.CircuitBreaker;

namespace Storage.Lite;

/// <summary>Leaves a store alone for a while when most calls fail, so that callers fail fast and it can
/// recover.</summary>
/// <remarks>
/// <para>Only <see cref="StorageTransience.Temporary"/> failures count; a missing object or a condition that does not
/// hold is a healthy answer. While the store is left alone, calls fail with a <see cref="StorageException"/> that is
/// temporary, so a retry further out waits for it.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// </remarks>
public sealed class CircuitBreakerStorage : StorageCallLayer
{
    private readonly ResiliencePipeline _pipeline;
    private readonly CircuitBreakerStateProvider _state = new();

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">When; null means <see cref="CircuitBreakerOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public CircuitBreakerStorage(IStorage inner, CircuitBreakerOptions? options = null)
        : base(inner)
    {
        options ??= CircuitBreakerOptions.Default;
        options.Validate();
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.CallCountMin,
                SamplingDuration = options.SamplingTime,
                BreakDuration = options.BreakTime,
                StateProvider = _state,
                ShouldHandle = static arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is StorageException { Transience: StorageTransience.Temporary }),
            })
            .Build();
    }

    /// <summary>Gets a value indicating whether the store is being left alone.</summary>
    public bool IsOpen => _state.CircuitState is CircuitState.Open or CircuitState.Isolated;

    /// <inheritdoc/>
    internal override ValueTask<TResult> RunAsync<TCall, TResult>(in TCall call, CancellationToken cancellation)
    {
        BreakerAttempt<TCall, TResult> attempt = BreakerAttempt<TCall, TResult>.Rent(call, Inner);
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        ValueTask<Outcome<object?>> task = _pipeline.ExecuteOutcomeAsync(
            static (context, attempt) => attempt.RunAsync(context.CancellationToken), context, attempt);
        if (!task.IsCompletedSuccessfully)
        {
            return AwaitAsync(task, context, attempt, call.Key);
        }

        Outcome<object?> outcome = task.Result;
        ResilienceContextPool.Shared.Return(context);
        TResult result = attempt.TakeResult();
        return outcome.Exception is null
            ? new ValueTask<TResult>(result)
            : ValueTask.FromException<TResult>(Explain(TCall.Operation, call.Key, outcome.Exception));
    }

    private async ValueTask<TResult> AwaitAsync<TCall, TResult>(
        ValueTask<Outcome<object?>> task,
        ResilienceContext context,
        BreakerAttempt<TCall, TResult> attempt,
        StorageKey key)
        where TCall : struct, IStorageCall<TResult>
    {
        Outcome<object?> outcome = await task.ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
        TResult result = attempt.TakeResult();
        if (outcome.Exception is not null)
        {
            ExceptionDispatchInfo.Throw(Explain(TCall.Operation, key, outcome.Exception));
        }

        return result;
    }

    private Exception Explain(StorageOperation operation, StorageKey key, Exception exception) => exception switch
    {
        BrokenCircuitException => new StorageException(
            operation,
            key,
            Name,
            "most calls failed of late, so the store is left alone for a while: try later",
            StorageTransience.Temporary,
            exception),
        _ => exception,
    };
}
