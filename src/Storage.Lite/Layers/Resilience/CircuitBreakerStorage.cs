using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.CircuitBreaker;

namespace Storage.Lite;

/// <summary>Leaves a store alone for a while when most calls fail, so that callers fail fast and it can recover.</summary>
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
        ValueTask<TResult> task = _pipeline.ExecuteAsync(
            static (attempt, token) => CallTasks.Start<TCall, TResult>(attempt.Call, attempt.Store, token),
            (Call: call, Store: Inner),
            cancellation);
        return task.IsCompletedSuccessfully ? task : AwaitAsync(task, TCall.Operation, call.Key);
    }

    private async ValueTask<TResult> AwaitAsync<TResult>(
        ValueTask<TResult> task, StorageOperation operation, StorageKey key)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (BrokenCircuitException exception)
        {
            throw new StorageException(
                operation,
                key,
                Name,
                "most calls failed of late, so the store is left alone for a while: try later",
                StorageTransience.Temporary,
                exception);
        }
    }
}
