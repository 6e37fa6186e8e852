using System;
using System.Collections.Generic;
using System.IO.Pipelines;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>Keeps what is scheduled until the test runs it, so that a test decides the order of everything.</summary>
internal sealed class QueueScheduler : PipeScheduler
{
    private readonly Queue<(Action<object?> Action, object? State)> _queue = new();

    internal int Count => _queue.Count;

    public override void Schedule(Action<object?> action, object? state) => _queue.Enqueue((action, state));

    /// <summary>Runs what is queued, and what that queues; returns how much it was.</summary>
    internal int Run()
    {
        int count = 0;
        for (; _queue.TryDequeue(out (Action<object?> Action, object? State) item); count++)
        {
            item.Action(item.State);
        }

        return count;
    }
}
