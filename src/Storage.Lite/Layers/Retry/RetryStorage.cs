using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Polly;
using Polly.Retry;

namespace Storage.Lite;

/// <summary>Makes calls again that failed for a while only, with growing waits, up to a number and a time.</summary>
/// <remarks>
/// <para>Tried again is what failed with <see cref="StorageTransience.Temporary"/> and can be repeated: gets, stats,
/// deletes, copies, puts of slices and the opening of readers and writers. A reader that fails continues where it was,
/// on the same version; a list continues after the last page. What was written to an open writer is gone when it fails,
/// so a streamed put is not tried again.</para>
/// <para>Giving up turns the error into a <see cref="StorageTransience.Persistent"/> one, so that retries further out
/// do not multiply; the message has the number of attempts and the last error.</para>
/// <para>An attempt that failed may have done its work nevertheless. A retried delete may therefore say that there was
/// no object though an earlier attempt removed it. A conditional put, copy, rename or delete whose retry finds the
/// condition broken fails with <see cref="StoragePreconditionException"/> only when the key shows that it was somebody
/// else; otherwise with a <see cref="StorageException"/> that says that the outcome is unknown.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using var storage = new RetryStorage(FileStorage.Open("data"), maxRetries: 3, TimeSpan.FromSeconds(1));
/// await storage.PutTextAsync("key", "value");
/// </code></example>
/// </remarks>
public sealed class RetryStorage : StorageCallLayer
{
    private static readonly ResiliencePropertyKey<RetryRun> s_run = new("Storage.Lite.Retry");

    private readonly RetryOptions _options;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="maxRetries">How often a call is made again.</param>
    /// <param name="delay">About how long to wait before the first retry.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public RetryStorage(IStorage inner, int maxRetries, TimeSpan delay)
        : this(inner, new RetryOptions { MaxRetries = maxRetries, Delay = delay })
    {
    }

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">How often; null means <see cref="RetryOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public RetryStorage(IStorage inner, RetryOptions? options = null)
        : base(inner)
    {
        _options = options ?? RetryOptions.Default;
        _options.Validate();
        _pipeline = _options.MaxRetries == 0 ? ResiliencePipeline.Empty : Build(_options);
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default)
    {
        var call = new PutCall(key, value, options);
        ValueTask<StorageEntry> first = CallTasks.Start<PutCall, StorageEntry>(call, Inner, cancellation);
        return first.IsCompletedSuccessfully
            ? first
            : RetryAsync(
                call,
                first.AsTask(),
                (error, token) => RetryDoubt.ResolvePutAsync(Inner, call, error, _options.TakesEqualValueForOwn, token),
                cancellation);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        var call = new DeleteCall(key, condition);
        ValueTask<bool> first = CallTasks.Start<DeleteCall, bool>(call, Inner, cancellation);
        return first.IsCompletedSuccessfully
            ? first
            : RetryAsync(
                call,
                first.AsTask(),
                (error, token) => RetryDoubt.ResolveDeleteAsync(Inner, key, error, token),
                cancellation);
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        var batch = new RetryBatch(keys);
        try
        {
            return await RunAsync<RetryBatchCall, IReadOnlyList<StorageDeleteResult>>(
                new RetryBatchCall(batch), cancellation).ConfigureAwait(false);
        }
        catch (StorageException exception) when (batch.HasResults)
        {
            return batch.GiveUp(exception);
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var pages = new RetryPages(options ?? ListOptions.Default);
        await using (pages.ConfigureAwait(false))
        {
            while (await RunAsync<RetryPageCall, bool>(new RetryPageCall(pages), cancellation).ConfigureAwait(false))
            {
                yield return pages.Current;
            }
        }
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        var call = new CopyCall(source, destination, condition);
        ValueTask<StorageEntry> first = CallTasks.Start<CopyCall, StorageEntry>(call, Inner, cancellation);
        return first.IsCompletedSuccessfully
            ? first
            : RetryAsync(
                call,
                first.AsTask(),
                (error, token) => RetryDoubt.ResolveCopyAsync(Inner, source, destination, error, token),
                cancellation);
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default)
    {
        var call = new RenameCall(source, destination, condition);
        ValueTask<StorageEntry> first = CallTasks.Start<RenameCall, StorageEntry>(call, Inner, cancellation);
        return first.IsCompletedSuccessfully
            ? first
            : RetryAsync(
                call,
                first.AsTask(),
                (error, token) => RetryDoubt.ResolveRenameAsync(Inner, source, destination, error, token),
                cancellation);
    }

    /// <inheritdoc/>
    internal override ValueTask<TResult> RunAsync<TCall, TResult>(in TCall call, CancellationToken cancellation)
    {
        ValueTask<TResult> first = CallTasks.Start<TCall, TResult>(call, Inner, cancellation);
        return first.IsCompletedSuccessfully || !TCall.IsRepeatable
            ? first
            : RetryAsync(call, first.AsTask(), resolve: null, cancellation);
    }

    /// <inheritdoc/>
    private protected override StorageReader WrapReader(StorageReader reader, GetOptions options) =>
        reader.Entry.ETag.IsEmpty ? base.WrapReader(reader, options) : new RetryStorageReader(this, reader, options);

    private static ResiliencePipeline Build(RetryOptions options)
    {
        return new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = options.UsesJitter,
                Delay = options.Delay,
                MaxDelay = options.DelayMax,
                ShouldHandle = static arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is StorageException { Transience: StorageTransience.Temporary }),
                OnRetry = static arguments => arguments.Context.Properties.GetValue(s_run, null!)
                    .RefuseWait(arguments.RetryDelay, arguments.Outcome.Exception) is { } refusal
                        ? ValueTask.FromException(refusal)
                        : ValueTask.CompletedTask,
            })
            .Build();
    }

    /// <summary>Waits for the first attempt, and makes others if need be.</summary>
    /// <param name="call">The call.</param>
    /// <param name="first">Its first attempt.</param>
    /// <param name="resolve">
    /// Finds out what a retry's error means that an earlier attempt of this very call may have caused.
    /// </param>
    /// <param name="cancellation">Gives up, also waiting.</param>
    private async ValueTask<TResult> RetryAsync<TCall, TResult>(
        TCall call,
        Task<TResult> first,
        Func<StorageException, CancellationToken, ValueTask<TResult>>? resolve,
        CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        var pending = new PendingCall<TResult>(first, source: null);
        var run = new RetryRun<TCall, TResult>(
            new RepeatedCall<TCall, TResult>(Inner, call, pending), _options, Name);
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(s_run, run);
        try
        {
            Outcome<TResult> outcome = await _pipeline.ExecuteOutcomeAsync(
                static (context, run) => run.AttemptAsync(context), context, run).ConfigureAwait(false);
            switch (outcome.Exception)
            {
                case null:
                    return outcome.Result!;
                case StorageException { Transience: StorageTransience.Temporary } last when _options.MaxRetries > 0:
                    throw run.GiveUp(last);
                case StorageException error when run.Attempts > 1 && resolve is not null
                    && error is StoragePreconditionException or StorageNotFoundException:
                    return await resolve(error, cancellation).ConfigureAwait(false);
                default:
                    ExceptionDispatchInfo.Throw(outcome.Exception);
                    throw outcome.Exception;
            }
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            await pending.DiscardAsync().ConfigureAwait(false);
        }
    }
}
