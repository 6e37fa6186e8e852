using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Timeout;

namespace Storage.Lite;

/// <summary>
/// Ends calls that take too long. The clock is only asked for those that have not ended when they return; the caller's
/// token reaches the store from then on, too.
/// </summary>
internal sealed class TimeLimit
{
    /// <summary>The longest that Polly takes.</summary>
    private static readonly TimeSpan s_max = TimeSpan.FromHours(24);

    private readonly ResiliencePipeline _pipeline;
    private readonly TimeSpan _timeout;
    private readonly string _what;

    internal TimeLimit(TimeSpan timeout, string what, TimeProvider time)
    {
        _timeout = timeout;
        _what = what;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = timeout })
            .Build();
    }

    /// <summary>Gets the shortest that Polly takes.</summary>
    internal static TimeSpan TimeoutMin { get; } = TimeSpan.FromMilliseconds(10);

    internal static void Validate(TimeSpan timeout, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeoutMin, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, s_max, name);
    }

    internal ValueTask<TResult> RunAsync<TCall, TResult>(
        IStorage store, in TCall call, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellation);
        }

        CancellationTokenSource source = SpareTokenSources.Rent();
        ValueTask<TResult> task = CallTasks.Start<TCall, TResult>(call, store, source.Token);
        if (task.IsCompleted)
        {
            SpareTokenSources.Return(source);
            return task;
        }

        return AwaitAsync<TCall, TResult>(
            call, store.Name, new PendingCall<TResult>(task.AsTask(), source), cancellation);
    }

    private async ValueTask<TResult> AwaitAsync<TCall, TResult>(
        TCall call, string name, PendingCall<TResult> pending, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static (pending, token) => pending.TryTake()
                    ? pending.AwaitAsync(token)
                    : throw new InvalidOperationException("A time limit awaits a call once."),
                pending,
                cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException exception)
        {
            await pending.DiscardAsync().ConfigureAwait(false);
            string seconds = _timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            throw new StorageTimeoutException(
                TCall.Operation,
                call.Key,
                name,
                $"there was no answer within the {_what} of {seconds} s",
                inner: exception);
        }
        catch (OperationCanceledException exception) when (cancellation.IsCancellationRequested)
        {
            await pending.DiscardAsync().ConfigureAwait(false);
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
    }
}
