using System;

namespace Native.Benchmarks;

/// <summary>
/// One peer's way of doing one scenario. A pass takes tens of microseconds at least, so the virtual call costs nothing.
/// </summary>
internal abstract class Workload : IDisposable
{
    public abstract Outcome Pass();

    /// <summary>
    /// Done before a pass and not timed, as dropping caches; before each in scenarios whose pace says so.
    /// </summary>
    public virtual void Prepare()
    {
    }

    public void Dispose() => Release();

    protected virtual void Release()
    {
    }
}
