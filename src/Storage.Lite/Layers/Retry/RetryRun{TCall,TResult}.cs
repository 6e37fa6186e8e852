using System;
using System.Threading.Tasks;
using Polly;

namespace Storage.Lite;

/// <summary>A call that is being retried. The first attempt is under way, or has failed, when it is made.</summary>
internal sealed class RetryRun<TCall, TResult>(RepeatedCall<TCall, TResult> call, RetryOptions options, string name)
    : RetryRun(options, name)
    where TCall : struct, IStorageCall<TResult>
{
    private readonly RepeatedCall<TCall, TResult> _call = call;

    internal PendingCall<TResult> First => _call.First;

    internal async ValueTask<Outcome<TResult>> AttemptAsync(ResilienceContext context)
    {
        Attempts++;
        try
        {
            return Outcome.FromResult(await _call.NextAsync(context.CancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<TResult>(exception);
        }
    }
}
