using System;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class BusyClockTests
{
    [Fact]
    public void Elapsed_OverlappingOperations_CountOnce()
    {
        long now = 100;
        var clock = new BusyClock(() => now);
        clock.Enter();
        now = 110;
        clock.Enter();
        now = 130;
        clock.Exit();
        Assert.Equal(TimeSpan.Zero, clock.Elapsed);
        now = 150;
        clock.Exit();
        Assert.Equal(TimeSpan.FromMicroseconds(50), clock.Elapsed);
    }

    [Fact]
    public void Elapsed_PausesBetween_DoNotCount()
    {
        long now = 0;
        var clock = new BusyClock(() => now);
        for (int round = 0; round < 5; round++)
        {
            clock.Enter();
            now += 10;
            clock.Exit();
            now += 1000;
        }

        clock.Add(TimeSpan.FromMicroseconds(7));
        Assert.Equal(TimeSpan.FromMicroseconds(57), clock.Elapsed);
    }

    [Fact]
    public void Elapsed_RandomIntervals_IsTheLengthOfTheirUnion()
    {
        SeededRandom.Check(200, static random =>
        {
            long now = 0;
            var clock = new BusyClock(() => now);
            int depth = 0;
            long expected = 0;
            for (int step = 0; step < 100; step++)
            {
                long pause = random.Next(100);
                now += pause;
                expected += depth > 0 ? pause : 0;
                if (depth > 0 && random.Chance(50))
                {
                    clock.Exit();
                    depth--;
                }
                else
                {
                    clock.Enter();
                    depth++;
                }
            }

            for (; depth > 0; depth--)
            {
                clock.Exit();
            }

            Assert.Equal(TimeSpan.FromMicroseconds(expected), clock.Elapsed);
        });
    }

    [Fact]
    public async Task Enter_FromManyThreads_IsBalanced()
    {
        var clock = new BusyClock();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int index = 0; index < 20_000; index++)
            {
                clock.Enter();
                clock.Exit();
            }
        })));
        TimeSpan before = clock.Elapsed;
        clock.Enter();
        clock.Exit();
        Assert.True(clock.Elapsed >= before);
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "Spans are not counted for each thread.");
    }
}
