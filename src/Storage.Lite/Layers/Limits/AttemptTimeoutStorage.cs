using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A time for each attempt of a call.</summary>
/// <remarks>
/// <para>It sits right above the backend and inside the retry: an attempt that hangs is what a retry is for. Each
/// portion of a reader or writer, the commit and each page has the time.</para>
/// <para>When the time is over the call ends with <see cref="StorageTimeoutException"/>. The store is told by its token
/// and waited for, because its memory may still be in use: a store that does not honour its token is not ended. A call
/// that the caller gives up ends with <see cref="OperationCanceledException"/>. Whether a put that ran out of time was
/// stored is unknown.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// </remarks>
public sealed class AttemptTimeoutStorage : StorageCallLayer
{
    private readonly TimeLimit _limit;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">How long; null means <see cref="AttemptTimeoutOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public AttemptTimeoutStorage(IStorage inner, AttemptTimeoutOptions? options = null)
        : base(inner)
    {
        options ??= AttemptTimeoutOptions.Default;
        options.Validate();
        _limit = new TimeLimit(options.Timeout, "time for an attempt", options.TimeProvider);
    }

    /// <inheritdoc/>
    internal override ValueTask<TResult> RunAsync<TCall, TResult>(in TCall call, CancellationToken cancellation) =>
        _limit.RunAsync<TCall, TResult>(Inner, call, cancellation);
}
