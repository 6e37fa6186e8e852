using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Native.TestKit;
using Nio.Lines;
using Xunit;

namespace Nio.Tests.Lines;

public sealed class ResultFeedTests
{
    private const int Capacity = 10;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Add_NobodyTakes_WaitsWhenThereAreTooMany(bool isOrdered)
    {
        ResultFeed<string> feed = Make(isOrdered);
        int added = 0;
        Thread adder = new(() =>
        {
            for (int place = 0; place < 1000; place++)
            {
                feed.Add($"{place}");
                Volatile.Write(ref added, place + 1);
            }

            feed.Complete();
        })
        {
            IsBackground = true,
        };
        adder.Start();
        List<string> taken = [];
        for (int count = 0; count < 1000; count++)
        {
            // It adds until it has to wait, and no further.
            int expected = Math.Min(Capacity + count, 1000);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref added) >= expected, TimeSpan.FromMinutes(1)));
            if (expected < 1000)
            {
                Assert.True(SpinWait.SpinUntil(
                    () => adder.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !adder.IsAlive,
                    TimeSpan.FromMinutes(1)));
                Assert.Equal(expected, Volatile.Read(ref added));
                Assert.True(feed.WaitForEnd(0));
            }

            Assert.Equal(FeedState.Result, feed.Take(0, out string? result));
            taken.Add(result!);
        }

        adder.Join();
        Assert.Equal(FeedState.Complete, feed.Take(Timeout.Infinite, out _));
        Assert.Equal(Enumerable.Range(0, 1000).Select(static place => $"{place}"), taken);
    }

    [Fact]
    public void Add_OneThatAllOthersWaitFor_IsAlwaysLetIn()
    {
        ResultFeed<string> feed = Make(isOrdered: true);
        for (int place = 1; place <= Capacity; place++)
        {
            feed.Add($"{place}");
        }

        // Full of results that are early: nothing is ready, and nothing has to be taken.
        Assert.Equal(FeedState.TimedOut, feed.Take(0, out _));
        Assert.False(feed.WaitForEnd(0));
        feed.Add("0");
        Assert.True(feed.WaitForEnd(0));
        for (int place = 0; place <= Capacity; place++)
        {
            Assert.Equal(FeedState.Result, feed.Take(0, out string? result));
            Assert.Equal($"{place}", result);
        }
    }

    [Fact]
    public void Take_ManyThreadsAddInAnyOrder_GivesThemInOrderAndFew()
    {
        SeededRandom.Check(20, static random =>
        {
            // Each thread takes the next place, as scans take files, and is delayed by work of any length.
            ResultFeed<string> feed = Make(isOrdered: true);
            int next = -1;
            int[] spins = [.. Enumerable.Range(0, 500).Select(_ => random.Next(2000))];
            Thread[] adders = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                int place = Interlocked.Increment(ref next);
                while (place < spins.Length)
                {
                    Thread.SpinWait(spins[place]);
                    feed.Add(place % 7 == 3 ? $"-{place}" : $"{place}");
                    if (place % 7 == 3)
                    {
                        // A failure beside has no place; the place itself still comes.
                        feed.Add($"{place}");
                    }

                    place = Interlocked.Increment(ref next);
                }
            }) { IsBackground = true })];
            foreach (Thread adder in adders)
            {
                adder.Start();
            }

            int expected = 0;
            while (expected < spins.Length)
            {
                Assert.Equal(FeedState.Result, feed.Take(60_000, out string? result));
                if (!result!.StartsWith('-'))
                {
                    Assert.Equal($"{expected++}", result);
                }
            }

            Assert.All(adders, static adder => adder.Join());
        });
    }

    [Fact]
    public void Complete_PlacesThatNeverCame_GivesTheOthersInOrder()
    {
        ResultFeed<string> feed = Make(isOrdered: true);
        foreach (string result in (string[])["7", "2", "-1", "5"])
        {
            feed.Add(result);
        }

        feed.Complete();
        List<string> taken = [];
        while (feed.Take(0, out string? result) == FeedState.Result)
        {
            taken.Add(result!);
        }

        Assert.Equal(["-1", "2", "5", "7"], taken);
    }

    [Fact]
    public void Cancel_SomebodyWaitsToAdd_LetsItGo()
    {
        ResultFeed<string> feed = Make(isOrdered: false);
        Thread adder = new(() =>
        {
            for (int count = 0; count <= Capacity; count++)
            {
                feed.Add("x");
            }
        })
        {
            IsBackground = true,
        };
        adder.Start();
        Assert.True(SpinWait.SpinUntil(
            () => adder.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromMinutes(1)));
        feed.Cancel();
        Assert.True(adder.Join(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void LetAllIn_TheOneThatAllWaitForNeverComes_LetsThemGo()
    {
        ResultFeed<string> feed = Make(isOrdered: true);
        Thread adder = new(() =>
        {
            for (int place = 1; place <= 3 * Capacity; place++)
            {
                feed.Add($"{place}");
            }

            feed.Complete();
        })
        {
            IsBackground = true,
        };
        adder.Start();
        Assert.True(SpinWait.SpinUntil(
            () => adder.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromMinutes(1)));
        feed.LetAllIn();
        Assert.True(adder.Join(TimeSpan.FromMinutes(1)));
        for (int place = 1; place <= 3 * Capacity; place++)
        {
            Assert.Equal(FeedState.Result, feed.Take(0, out string? result));
            Assert.Equal($"{place}", result);
        }
    }

    private static ResultFeed<string> Make(bool isOrdered) => new(
        Capacity,
        isOrdered
            ? static result => long.Parse(result, System.Globalization.CultureInfo.InvariantCulture)
            : null);
}
