using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Hedging;

namespace Storage.Lite;

/// <summary>
/// Asks once more when a read takes unusually long, and takes the answer that comes first. Writes are never made twice.
/// </summary>
/// <remarks>
/// <para>Gets, stats and the opening of readers are hedged; the portions of an open reader are not. The attempt that
/// lost is told to stop and what it found is disposed.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// </remarks>
public sealed class HedgingStorage : StorageLayer
{
    private readonly ResiliencePipeline<StorageContent> _gets;
    private readonly ResiliencePipeline<StorageReader> _readers;
    private readonly ResiliencePipeline<StorageEntry?> _stats;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">When; null means <see cref="HedgingOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public HedgingStorage(IStorage inner, HedgingOptions? options = null)
        : base(inner)
    {
        options ??= HedgingOptions.Default;
        options.Validate();
        _gets = Build<StorageContent>(options);
        _readers = Build<StorageReader>(options);
        _stats = Build<StorageEntry?>(options);
    }

    /// <inheritdoc/>
    public override ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        RunAsync(_gets, new GetCall(key, options), cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        RunAsync(_readers, new OpenReadCall(key, options), cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default) =>
        RunAsync(_stats, new StatCall(key), cancellation);

    private static ResiliencePipeline<TResult> Build<TResult>(HedgingOptions options)
    {
        return new ResiliencePipelineBuilder<TResult> { TimeProvider = options.TimeProvider }
            .AddHedging(new HedgingStrategyOptions<TResult>
            {
                Delay = options.Delay,
                MaxHedgedAttempts = options.Attempts,
                ShouldHandle = static arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is StorageException { Transience: StorageTransience.Temporary }),
            })
            .Build();
    }

    private ValueTask<TResult> RunAsync<TCall, TResult>(
        ResiliencePipeline<TResult> pipeline, in TCall call, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellation);
        }

        CancellationTokenSource source = SpareTokenSources.Rent();
        ValueTask<TResult> first = CallTasks.Start<TCall, TResult>(call, Inner, source.Token);
        if (first.IsCompletedSuccessfully)
        {
            SpareTokenSources.Return(source);
            return first;
        }

        var pending = new PendingCall<TResult>(first.AsTask(), source);
        return HedgeAsync(pipeline, new RepeatedCall<TCall, TResult>(Inner, call, pending), cancellation);
    }

    private static async ValueTask<TResult> HedgeAsync<TCall, TResult>(
        ResiliencePipeline<TResult> pipeline, RepeatedCall<TCall, TResult> read, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        try
        {
            return await pipeline.ExecuteAsync(
                static (read, token) => read.NextAsync(token), read, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellation.IsCancellationRequested)
        {
            await read.First.DiscardAsync().ConfigureAwait(false);
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
    }
}
