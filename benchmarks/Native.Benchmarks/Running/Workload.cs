using System;

namespace Native.Benchmarks;

/// <summary>
/// One peer's way of doing one scenario. A pass takes tens of microseconds at least, so the virtual call costs nothing.
/// </summary>
internal abstract class Workload : IDisposable
{
    public abstract Outcome Pass();

    public void Dispose() => Release();

    protected virtual void Release()
    {
    }
}
