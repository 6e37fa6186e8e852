using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A bound for the calls that run at once in the store below; the others wait, in the order they
/// came.</summary>
/// <remarks>
/// <para>A call counts while it runs. A reader or writer that is only open does not count, each of its portions does,
/// so whoever copies within the store with a limit of one does not lock himself out.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// </remarks>
public sealed class ConcurrencyLimitStorage : StorageCallLayer
{
    /// <summary>The permits that were handed over to those who wait and that nobody has taken up yet.</summary>
    private readonly SemaphoreSlim _handedOver = new(0);
    private readonly int _waitingMax;

    /// <summary>
    /// The permits that nobody has; below zero, the calls that wait and have not been handed one. So a call that need
    /// not wait costs one step at its beginning and one at its end. Those who are inside <see cref="WaitAsync"/> are as
    /// many as these and the permits in <see cref="_handedOver"/>.
    /// </summary>
    private int _free;

    /// <summary>Makes the layer.</summary>
    /// <param name="inner">The store below. Ownership: transfers.</param>
    /// <param name="options">How many; null means <see cref="ConcurrencyLimitOptions.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options are wrong.</exception>
    public ConcurrencyLimitStorage(IStorage inner, ConcurrencyLimitOptions? options = null)
        : base(inner)
    {
        options ??= ConcurrencyLimitOptions.Default;
        options.Validate();
        _free = options.ConcurrencyMax;
        _waitingMax = options.WaitingMax;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _handedOver.Dispose();
    }

    /// <inheritdoc/>
    internal override ValueTask<TResult> RunAsync<TCall, TResult>(in TCall call, CancellationToken cancellation)
    {
        if (!TryJoin(out bool mustWait))
        {
            return ValueTask.FromException<TResult>(new StorageException(
                TCall.Operation,
                call.Key,
                Name,
                $"{_waitingMax} calls are waiting already, which is the most: slow down",
                StorageTransience.Temporary));
        }

        if (mustWait)
        {
            return WaitAsync<TCall, TResult>(call, cancellation);
        }

        ValueTask<TResult> task = CallTasks.Start<TCall, TResult>(call, Inner, cancellation);
        if (task.IsCompleted)
        {
            Release();
            return task;
        }

        return ReleaseAfterAsync(task);
    }

    /// <summary>Takes a permit, or a place among those who wait; false when there are too many of them.</summary>
    private bool TryJoin(out bool mustWait)
    {
        int seen = Volatile.Read(ref _free);
        while (seen > 0 || -seen < _waitingMax)
        {
            // Full fence; pairs with the steps in Release and LeaveLineAsync, one of which may come in between.
            int before = Interlocked.CompareExchange(ref _free, seen - 1, seen);
            if (before == seen)
            {
                mustWait = seen <= 0;
                return true;
            }

            seen = before;
        }

        mustWait = false;
        return false;
    }

    private async ValueTask<TResult> WaitAsync<TCall, TResult>(TCall call, CancellationToken cancellation)
        where TCall : struct, IStorageCall<TResult>
    {
        try
        {
            await _handedOver.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await LeaveLineAsync().ConfigureAwait(false);
            throw;
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
            Release();
        }
    }

    private void Release()
    {
        // Full fence; pairs with the step in TryJoin: whoever found no permit is seen here and gets this one.
        if (Interlocked.Increment(ref _free) <= 0)
        {
            _ = _handedOver.Release();
        }
    }

    /// <summary>Gives up waiting. It is not known for whom a permit was handed over that is not taken up yet.</summary>
    private async ValueTask LeaveLineAsync()
    {
        int seen = Volatile.Read(ref _free);
        while (seen < 0)
        {
            // Full fence; pairs with the steps in TryJoin and Release, one of which may come in between.
            int before = Interlocked.CompareExchange(ref _free, seen + 1, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }

        // Nobody counts as waiting, so a permit was handed over for this call too, or is about to be: pass it on.
        await _handedOver.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        Release();
    }
}
