using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;

namespace Native.TestKit.Tests;

public sealed class EventuallyTests
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task TrueAsync_HoldsAfterSomeChecks_EndsThen()
    {
        int checks = 0;
        await Eventually.TrueAsync(() => ++checks == 150, "the 150th check");
        Assert.Equal(150, checks);
    }

    [Fact]
    public async Task TrueAsync_AnotherThreadDoesIt_SeesIt()
    {
        bool isDone = false;
        var thread = new Thread(() => Volatile.Write(ref isDone, true));
        thread.Start();
        await Eventually.TrueAsync(() => ValueTask.FromResult(Volatile.Read(ref isDone)), "the thread");
    }

    [Fact]
    public async Task TrueAsync_NeverHolds_FailsAndSaysWhatItWaitedFor()
    {
        FailException error = await Assert.ThrowsAsync<FailException>(
            () => Eventually.TrueAsync(static () => false, "the end of time", s_moment));
        Assert.Contains("Waited for the end of time, in vain for 0.02 s.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndsAsync_TaskEndsOrThrows_DoesTheSame()
    {
        await Eventually.EndsAsync(Task.Delay(1, TestContext.Current.CancellationToken), "a delay");
        TimeoutException thrown = new("its own");
        Assert.Same(thrown, await Assert.ThrowsAsync<TimeoutException>(
            () => Eventually.EndsAsync(Task.FromException(thrown), "an error")));
    }

    [Fact]
    public async Task EndsAsync_TaskNeverEnds_FailsAndSaysWhatItWaitedFor()
    {
        FailException error = await Assert.ThrowsAsync<FailException>(
            () => Eventually.EndsAsync(new TaskCompletionSource().Task, "nobody", s_moment));
        Assert.Contains("Waited for nobody, in vain", error.Message, StringComparison.Ordinal);
    }
}
