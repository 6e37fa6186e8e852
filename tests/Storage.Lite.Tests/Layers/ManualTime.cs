using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;

namespace Storage.Lite.Tests.Layers;

/// <summary>A clock that a test moves. Timers fire on the thread that moves it. Thread-safe.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are waiting.</summary>
    internal int PendingCount
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count(static timer => timer.DueAt is not null);
            }
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        return new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + TimeSpan.FromTicks(GetTimestamp());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, and fires what is due.</summary>
    internal void Advance(TimeSpan time)
    {
        ManualTimer[] due;
        lock (_lock)
        {
            _elapsed += time;
            due = [.. _timers.Where(timer => timer.DueAt <= _elapsed).OrderBy(static timer => timer.DueAt)];
            foreach (ManualTimer timer in due)
            {
                timer.DueAt = null;
            }
        }

        foreach (ManualTimer timer in due)
        {
            timer.Fire();
        }
    }

    /// <summary>Waits until something waits for the clock.</summary>
    internal Task WaitForTimerAsync() => Eventually.TrueAsync(() => PendingCount > 0, "a timer of the manual clock");

    /// <summary>Moves the clock from timer to timer until the task has ended.</summary>
    internal Task RunAsync(Task task, TimeSpan step) => Eventually.TrueAsync(
        () =>
        {
            if (!task.IsCompleted && PendingCount > 0)
            {
                Advance(step);
            }

            return task.IsCompleted;
        },
        "the task that the manual clock moves on");

    private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private readonly ManualTime _owner = owner;

        internal TimeSpan? DueAt { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_owner._lock)
            {
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : _owner._elapsed + dueTime;
            }

            return true;
        }

        public void Dispose()
        {
            lock (_owner._lock)
            {
                _ = _owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire()
        {
            callback(state);
        }
    }
}
