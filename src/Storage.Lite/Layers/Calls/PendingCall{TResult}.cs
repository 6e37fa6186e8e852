using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>
/// A call that had not ended when it returned, and the source of its token. It is awaited once or discarded: what it
/// returns must be disposed by somebody, also when nobody wants it any more.
/// </summary>
internal sealed class PendingCall<TResult>(Task<TResult> task, CancellationTokenSource? source)
{
    private readonly Task<TResult> _task = task;
    private readonly CancellationTokenSource? _source = source;
    private int _isTaken;

    /// <summary>Says whether the caller is the one that awaits it.</summary>
    internal bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>Waits for it; it is told to stop when a token says so. Whoever took it calls this.</summary>
    internal async ValueTask<TResult> AwaitAsync(CancellationToken token)
    {
        using CancellationTokenSource? owned = _source;
        CancellationTokenRegistration registration = token.UnsafeRegister(
            static source => ((CancellationTokenSource?)source)?.Cancel(), _source);
        await using (registration.ConfigureAwait(false))
        {
            return await _task.ConfigureAwait(false);
        }
    }

    /// <summary>Ends it, unless somebody awaits or has awaited it.</summary>
    internal async ValueTask DiscardAsync()
    {
        if (!TryTake())
        {
            return;
        }

        using CancellationTokenSource? owned = _source;
        if (owned is not null)
        {
            await owned.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            switch (await _task.ConfigureAwait(false))
            {
                case IAsyncDisposable result:
                    await result.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable result:
                    result.Dispose();
                    break;
            }
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            // It was told to stop and nobody asks for what became of it: the caller gets the reason for stopping it.
        }
    }
}
