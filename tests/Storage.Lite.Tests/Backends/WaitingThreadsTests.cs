using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Tests.Backends;

public sealed class WaitingThreadsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_AllThreadsWait_TheNextCallIsThePools()
    {
        var threads = new WaitingThreads();
        using var entered = new CountdownEvent(WaitingThreads.CountMax);
        using var leave = new ManualResetEventSlim();
        List<Task<bool>> calls = [.. Enumerable.Range(0, WaitingThreads.CountMax).Select(_ => threads.Run(
            () =>
            {
                entered.Signal();
                leave.Wait(Cancellation);
                return Thread.CurrentThread.IsThreadPoolThread;
            },
            Cancellation))];
        entered.Wait(Cancellation);
        Assert.Equal(WaitingThreads.CountMax, threads.Count);
        Assert.True(await threads.Run(static () => Thread.CurrentThread.IsThreadPoolThread, Cancellation));
        leave.Set();
        Assert.All(await Task.WhenAll(calls), Assert.False);
    }

    [Fact]
    public async Task Run_CallFails_ItsThreadGoesOn()
    {
        var threads = new WaitingThreads();
        for (int count = 0; count < 4 * WaitingThreads.CountMax; count++)
        {
            await Assert.ThrowsAsync<TimeoutException>(
                () => threads.Run<int>(static () => throw new TimeoutException(), Cancellation));
        }

        Assert.InRange(threads.Count, 1, WaitingThreads.CountMax);
        Assert.False(await threads.Run(static () => Thread.CurrentThread.IsThreadPoolThread, Cancellation));
    }

    [Fact]
    public async Task Run_NothingToDoForAWhile_ThreadsEnd()
    {
        var threads = new WaitingThreads(TimeSpan.Zero);
        for (int count = 0; count < 100; count++)
        {
            // A thread that is about to end takes what it is given at the last moment.
            Assert.Equal(count, await threads.Run(() => count, Cancellation));
        }

        Assert.True(SpinWait.SpinUntil(() => threads.Count == 0, TimeSpan.FromMinutes(1)));
        Assert.Equal(1, await threads.Run(static () => 1, Cancellation));
    }

    [Fact]
    public async Task Run_Cancelled_IsNotCalled()
    {
        var threads = new WaitingThreads();
        await Assert.ThrowsAsync<TaskCanceledException>(() => threads.Run<int>(
            static () => throw new InvalidOperationException("It was called."), new CancellationToken(true)));
    }

    [Fact]
    public async Task Run_WhatComesAfterwards_RunsOnThePool()
    {
        var threads = new WaitingThreads();
        using var leave = new ManualResetEventSlim();
        Task<int> call = threads.Run(
            () =>
            {
                leave.Wait(Cancellation);
                return 1;
            },
            Cancellation);
        Task<bool> next = call.ContinueWith(
            static _ => Thread.CurrentThread.IsThreadPoolThread,
            Cancellation,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        leave.Set();
        Assert.True(await next);
    }
}
