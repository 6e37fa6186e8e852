using System;
using Xunit;

namespace Native.TestKit;

/// <summary>Asserts that code which has warmed up allocates nothing on the managed heap.</summary>
public static class AllocationAssert
{
    private const int WindowCount = 3;

    /// <summary>
    /// Runs <paramref name="action"/> until it has warmed up (caches filled, code compiled), then up to three windows
    /// of <paramref name="iterations"/> calls. One window without a single allocated byte on this thread is proof of a
    /// steady state; a cost per call, or a growth that continues, shows in every window.
    /// </summary>
    public static void Flat(Action action, int iterations = 10_000)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        Measure(action, Math.Clamp(iterations / 10, 100, 10_000));
        Span<long> windows = stackalloc long[WindowCount];
        for (int i = 0; i < windows.Length; i++)
        {
            windows[i] = Measure(action, iterations);
            if (windows[i] == 0)
            {
                return;
            }
        }

        string bytes = string.Join(", ", windows.ToArray());
        Assert.Fail($"{iterations} calls allocated {bytes} bytes in {WindowCount} windows; expected 0.");
    }

    /// <summary>The bytes that this thread allocates in <paramref name="iterations"/> calls.</summary>
    public static long Measure(Action action, int iterations)
    {
        ArgumentNullException.ThrowIfNull(action);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < iterations; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
