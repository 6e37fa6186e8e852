using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>
/// Threads for calls that wait for a device, so that many can wait at once: the thread pool begins with as many threads
/// as there are processors, and when all of them wait it adds one every half a second.
/// </summary>
/// <remarks>
/// <para>A call gets a thread that is idle, or a new one; when there are <see cref="CountMax"/> it is the pool's. So
/// nothing queues here, and no call is later than on the pool. A thread that had nothing to do for a while ends. What
/// awaits a call goes on on the pool: these threads run nobody else's code.</para>
/// <para>Ownership: owns its threads, which keep no process alive. Thread safety: all members.</para>
/// </remarks>
internal sealed class WaitingThreads : TaskScheduler
{
    /// <summary>A device gains little from more flushes at once, and each thread has a stack.</summary>
    internal const int CountMax = 16;

    /// <summary>Longer than the pauses of a store in use.</summary>
    private static readonly TimeSpan s_idleMax = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<Waiter> _idle = new(CountMax);
    private readonly TimeSpan _idleMax;
    private int _count;

    internal WaitingThreads(TimeSpan? idleMax = null) => _idleMax = idleMax ?? s_idleMax;

    /// <summary>Gets the threads of all stores of the process.</summary>
    internal static WaitingThreads Shared { get; } = new();

    /// <summary>Gets the number of threads that live, busy or idle.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Starts a call.</summary>
    internal Task<T> Run<T>(Func<T> call, CancellationToken cancellation) => Task.Factory.StartNew(
        call,
        cancellation,
        TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously,
        this);

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (!TryHandOver(task))
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(
                static state => _ = state.Threads.TryExecuteTask(state.Task),
                (Threads: this, Task: task),
                preferLocal: false);
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private bool TryHandOver(Task task)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_idle.Count > 0)
            {
                // The one that has waited least: its stack is in the caches.
                waiter = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }
            else if (_count < CountMax)
            {
                _count++;
                waiter = new Waiter();
                if (!TryStart(waiter))
                {
                    _count--;
                    return false;
                }
            }
            else
            {
                return false;
            }
        }

        waiter.Give(task);
        return true;
    }

    private bool TryStart(Waiter waiter)
    {
        try
        {
            new Thread(() => Work(waiter)) { IsBackground = true, Name = "Storage.Lite files" }.UnsafeStart();
            return true;
        }
        catch (OutOfMemoryException)
        {
            // The system has no more threads; the pool has some.
            return false;
        }
    }

    private void Work(Waiter waiter)
    {
        TimeSpan patience = Timeout.InfiniteTimeSpan;
        while (true)
        {
            if (waiter.Take(patience) is { } task)
            {
                _ = TryExecuteTask(task);
                patience = _idleMax;
                lock (_lock)
                {
                    _idle.Add(waiter);
                }

                continue;
            }

            lock (_lock)
            {
                if (_idle.Remove(waiter))
                {
                    _count--;
                    return;
                }
            }

            // Somebody took it from the list meanwhile, and is about to give it a call.
            patience = Timeout.InfiniteTimeSpan;
        }
    }

    /// <summary>What a thread waits at for its next call.</summary>
    private sealed class Waiter
    {
        private readonly object _monitor = new();
        private Task? _task;

        internal void Give(Task task)
        {
            lock (_monitor)
            {
                Debug.Assert(_task is null, "A thread has one call at a time.");
                _task = task;
                Monitor.Pulse(_monitor);
            }
        }

        /// <summary>Waits for a call; null when none came in time.</summary>
        internal Task? Take(TimeSpan patience)
        {
            lock (_monitor)
            {
                if (_task is null)
                {
                    _ = Monitor.Wait(_monitor, patience);
                }

                Task? task = _task;
                _task = null;
                return task;
            }
        }
    }
}
