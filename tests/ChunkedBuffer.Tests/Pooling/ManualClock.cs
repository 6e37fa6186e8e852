using System;
using System.Collections.Generic;
using System.Threading;

namespace ChunkedBuffers.Tests.Pooling;

/// <summary>A clock whose timers fire when the test says so, on the test's thread.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];

    /// <summary>How many timers would fire at some time.</summary>
    internal int ArmedCount => _timers.FindAll(static timer => timer.IsArmed).Count;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(callback, state);
        _ = timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets one period pass.</summary>
    internal void Tick(int count = 1)
    {
        for (int tick = 0; tick < count; tick++)
        {
            foreach (ManualTimer timer in _timers.ToArray())
            {
                timer.Fire();
            }
        }
    }

    private sealed class ManualTimer(TimerCallback callback, object? state) : ITimer
    {
        private bool _isDisposed;

        internal bool IsArmed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            IsArmed = !_isDisposed && dueTime != Timeout.InfiniteTimeSpan;
            return !_isDisposed;
        }

        public void Dispose()
        {
            _isDisposed = true;
            IsArmed = false;
        }

        public System.Threading.Tasks.ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        internal void Fire()
        {
            if (IsArmed)
            {
                callback(state);
            }
        }
    }
}
