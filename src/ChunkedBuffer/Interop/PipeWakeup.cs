using System;
using System.IO.Pipelines;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>What is to run because a wait is over; made under the pipe's lock and scheduled outside it.</summary>
internal readonly struct PipeWakeup
{
    private readonly Action<object?>? _continuation;
    private readonly object? _state;
    private readonly ExecutionContext? _executionContext;
    private readonly SynchronizationContext? _synchronizationContext;

    internal PipeWakeup(
        Action<object?>? continuation,
        object? state,
        ExecutionContext? executionContext,
        SynchronizationContext? synchronizationContext)
    {
        _continuation = continuation;
        _state = state;
        _executionContext = executionContext;
        _synchronizationContext = synchronizationContext;
    }

    internal void Schedule(PipeScheduler scheduler)
    {
        if (_continuation is null)
        {
            return;
        }

        if (_synchronizationContext is not null || _executionContext is not null)
        {
            ScheduleInContext(scheduler);
        }
        else if (ReferenceEquals(scheduler, PipeScheduler.ThreadPool))
        {
            // The scheduler's own method captures the execution context; without it the thread pool queues an async
            // method as it is, which allocates nothing.
            ThreadPool.UnsafeQueueUserWorkItem(_continuation, _state, preferLocal: false);
        }
        else
        {
            scheduler.Schedule(_continuation, _state);
        }
    }

    private void ScheduleInContext(PipeScheduler scheduler)
    {
        object boxed = this;
        if (_synchronizationContext is not null)
        {
            _synchronizationContext.Post(static state => ((PipeWakeup)state!).Run(), boxed);
        }
        else
        {
            scheduler.Schedule(static state => ((PipeWakeup)state!).Run(), boxed);
        }
    }

    private void Run()
    {
        if (_executionContext is null)
        {
            _continuation!(_state);
            return;
        }

        ExecutionContext.Run(
            _executionContext,
            static state =>
            {
                var wakeup = (PipeWakeup)state!;
                wakeup._continuation!(wakeup._state);
            },
            this);
    }
}
