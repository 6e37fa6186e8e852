using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A total time for each call, including its retries and its waiting.</summary>
/// <remarks>
/// <para>It sits far outside: what the caller waits for is bounded, whatever happens below. A reader or writer may
/// stay open for as long as it likes; each portion, the commit and each page has the deadline.</para>
/// <para>When the time is over the call ends with <see cref="StorageTimeoutException"/>. The store is told by its token
/// and waited for, because its memory may still be in use: a store that does not honour its token is not ended. A call
/// that the caller gives up ends with <see cref="OperationCanceledException"/>. Whether a put that ran out of time was
/// stored is unknown.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// </remarks>
public sealed class DeadlineStorage : StorageCallLayer
{
    private readonly TimeLimit _limit;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">How long; null means <see cref="DeadlineOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public DeadlineStorage(IStorage inner, DeadlineOptions? options = null)
        : base(inner)
    {
        options ??= DeadlineOptions.Default;
        options.Validate();
        _limit = new TimeLimit(options.Timeout, "deadline", options.TimeProvider);
    }

    /// <inheritdoc/>
    internal override ValueTask<TResult> RunAsync<TCall, TResult>(in TCall call, CancellationToken cancellation) =>
        _limit.RunAsync<TCall, TResult>(Inner, call, cancellation);
}
