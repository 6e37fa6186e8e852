using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Native.TestKit;

/// <summary>
/// Waits for what other threads or processes do. Each wait has an end: a test that waits in vain fails and says for
/// what, where it would hang. Thread-safe.
/// </summary>
public static class Eventually
{
    /// <summary>Checks without a pause in between: most of what is waited for is there at once.</summary>
    private const int EagerChecks = 100;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    /// <summary>How long to wait unless a call says otherwise: no machine is that slow.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Asks again and again until <paramref name="condition"/> holds.</summary>
    /// <param name="condition">What is to become true. It may do a step towards it.</param>
    /// <param name="what">What is waited for, as it stands after "Waited for".</param>
    /// <param name="limit">How long; null for <see cref="Limit"/>.</param>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return TrueAsync(() => ValueTask.FromResult(condition()), what, limit);
    }

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task TrueAsync(Func<ValueTask<bool>> condition, string what, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        TimeSpan patience = limit ?? Limit;
        long start = Stopwatch.GetTimestamp();
        for (int check = 1; !await condition(); check++)
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                Assert.Fail(InVain(what, patience));
            }

            if (check < EagerChecks)
            {
                cancellation.ThrowIfCancellationRequested();
                await Task.Yield();
            }
            else
            {
                await Task.Delay(s_pause, cancellation);
            }
        }
    }

    /// <summary>Waits for the end of <paramref name="task"/>, and throws what it threw.</summary>
    /// <param name="task">What has to end.</param>
    /// <param name="what">What is waited for, as it stands after "Waited for".</param>
    /// <param name="limit">How long; null for <see cref="Limit"/>.</param>
    public static async Task EndsAsync(Task task, string what, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        TimeSpan patience = limit ?? Limit;
        try
        {
            await task.WaitAsync(patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail(InVain(what, patience));
        }
    }

    private static string InVain(string what, TimeSpan patience) =>
        $"Waited for {what}, in vain for {patience.TotalSeconds} s.";
}
