using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A bound for the calls that run at once in the store below; the others wait, in the order they
/// came.</summary>
/// <remarks>
/// <para>A call counts while it runs. A reader or writer that is only open does not count, each of its portions does,
/// so
/// whoever copies within the store with a limit of one does not lock himself out.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// </remarks>
public sealed class ConcurrencyLimitStorage : StorageCallLayer
{
    private readonly SemaphoreSlim _permits;
    private readonly int _waitingMax;
    private int _waiting;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">How many; null means <see cref="ConcurrencyLimitOptions.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options are wrong.</exception>
    public ConcurrencyLimitStorage(IStorage inner, ConcurrencyLimitOptions? options = null)
        : base(inner)
    {
        options ??= ConcurrencyLimitOptions.Default;
        options.Validate();
        _permits = new SemaphoreSlim(options.ConcurrencyMax, options.ConcurrencyMax);
        _waitingMax = options.WaitingMax;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _permits.Dispose();
    }

    /// <inheritdoc/>
    internal override ValueTask<TResult> RunAsync<TCall, TResult>(in TCall call, CancellationToken cancellation)
    {
        if (!_permits.Wait(0, CancellationToken.None))
        {
            return WaitAsync<TCall, TResult>(call, cancellation);
        }

        ValueTask<TResult> task = CallTasks.Start<TCall, TResult>(call, Inner, cancellation);
        if (task.IsCompleted)
        {
            _ = _permits.Release();
            return task;
        }

        return ReleaseAfterAsync(task);
    }

    private async ValueTask<TResult> WaitAsync<TCall, TResult>(TCall call, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > _waitingMax)
            {
                throw new StorageException(
                    TCall.Operation,
                    call.Key,
                    Name,
                    $"{_waitingMax} calls are waiting already, which is the most: slow down",
                    StorageTransience.Temporary);
            }

            await _permits.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waiting);
        }

        return await ReleaseAfterAsync(CallTasks.Start<TCall, TResult>(call, Inner, cancellation))
            .ConfigureAwait(false);
    }

    private async ValueTask<TResult> ReleaseAfterAsync<TResult>(ValueTask<TResult> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        finally
        {
            _ = _permits.Release();
        }
    }
}
