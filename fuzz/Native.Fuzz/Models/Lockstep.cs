using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using Native.Fuzz.Coverage;

namespace Native.Fuzz.Models;

/// <summary>
/// Runs steps on another thread while the caller waits: the program goes over two threads, and only one of them moves,
/// so the same input always does the same.
/// </summary>
internal sealed class Lockstep
{
    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _end = new(0);
    private Action? _step;
    private ExceptionDispatchInfo? _failure;

    private Lockstep()
    {
        new Thread(Serve) { IsBackground = true, Name = "fuzz lockstep" }.Start();
    }

    /// <summary>The other thread of this process.</summary>
    public static Lockstep Instance { get; } = new();

    /// <summary>
    /// Runs the step on a thread that ends with it, and whatever that thread kept for itself with it.
    /// </summary>
    public static void RunOnDyingThread(Action step)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() => failure = Try(step)) { IsBackground = true };
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Runs the step on the other thread; what it throws is thrown here.</summary>
    public void Run(Action step)
    {
        _step = step;
        _begin.Release();
        _end.Wait();
        _failure?.Throw();
    }

    private static ExceptionDispatchInfo? Try(Action step)
    {
        CoverageMap.TraceThisThread();
        try
        {
            step();
            return null;
        }
        catch (Exception exception)
        {
            return ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Serve()
    {
        while (true)
        {
            _begin.Wait();
            _failure = Try(_step!);
            _end.Release();
        }
    }
}
