using System;
using System.Threading;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How a <see cref="BatchRing"/> works.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record BatchRingOptions
{
    /// <summary>The largest queue depth; beyond it devices do not get faster.</summary>
    internal const int QueueDepthMax = 4096;

    /// <summary>The most threads of the fallback; each has a stack and is one transfer in flight.</summary>
    internal const int ThreadCountLimit = 256;

    /// <summary>Gets the most operations that are queued or in flight at once, 1 to 4096.</summary>
    public int QueueDepth { get; init; } = 64;

    /// <summary>
    /// Gets a value indicating whether only the thread that makes the ring uses it, which is cheaper; use on another
    /// thread throws. False lets the ring move between threads.
    /// </summary>
    public bool SingleThreaded { get; init; }

    /// <summary>Gets a value indicating whether a kernel ring may be used; false takes the threads at once.</summary>
    public bool AllowsKernelRing { get; init; } = true;

    /// <summary>Gets the most threads that carry out transfers where there is no kernel ring.</summary>
    public int ThreadCountMax { get; init; } = 16;

    /// <summary>Gets how long <see cref="BatchRing.Dispose"/> waits for operations that do not end.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets what makes the kernel ring; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>Gets the room for operations that wait to be submitted; 0 for the queue depth. For tests.</summary>
    internal int SubmissionCount { get; init; }

    /// <summary>Gets what makes and starts a thread of the fallback; null for the usual way. For tests.</summary>
    internal Func<ThreadStart, Thread>? StartThread { get; init; }

    /// <summary>Throws when an option makes no sense.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueDepth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(QueueDepth, QueueDepthMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(ThreadCountMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ThreadCountMax, ThreadCountLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(DrainTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DrainTimeout, TimeSpan.FromDays(1));
    }
}
