using System;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Ticks for a depot while it has slabs. The clock's list of timers refers to this object and this object only weakly
/// to the depot, so a forgotten pool does not live on by its timer. Thread safety: all members.
/// </summary>
internal sealed class TrimTimer : IDisposable
{
    private readonly WeakReference<BlockDepot> _depot;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private int _isRunning;

    internal TrimTimer(BlockDepot depot, TimeProvider clock, TimeSpan interval)
    {
        _depot = depot.Self;
        _interval = interval;

        // The timer must not carry the context of whoever made the pool.
        bool restoreFlow = !ExecutionContext.IsFlowSuppressed();
        if (restoreFlow)
        {
            _ = ExecutionContext.SuppressFlow();
        }

        try
        {
            _timer = clock.CreateTimer(
                static state => ((TrimTimer)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (restoreFlow)
            {
                ExecutionContext.RestoreFlow();
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    internal void Start()
    {
        // Full fence; pairs with Stop, so that a slab added while the timer stops starts it again.
        if (_interval != Timeout.InfiniteTimeSpan && Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _ = _timer.Change(_interval, _interval);
        }
    }

    internal void Stop()
    {
        _ = _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = Interlocked.Exchange(ref _isRunning, 0);
    }

    private void Tick()
    {
        if (_depot.TryGetTarget(out BlockDepot? depot))
        {
            depot.TrimIdle();
        }
        else
        {
            _timer.Dispose();
        }
    }
}
