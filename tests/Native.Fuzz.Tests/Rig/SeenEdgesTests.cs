using System;
using System.Threading;
using Native.Fuzz.Coverage;
using Native.Fuzz.Rig;
using Xunit;

namespace Native.Fuzz.Tests.Rig;

[Collection(CoverageMapCollection.Name)]
public sealed class SeenEdgesTests
{
    public SeenEdgesTests()
    {
        CoverageMap.TraceThisThread();
    }

    [Fact]
    public void AddCurrentRun_SameRunTwice_IsNewOnce()
    {
        var seen = new SeenEdges();
        Run(10, 20);
        Assert.True(seen.AddCurrentRun());
        Run(10, 20);
        Assert.False(seen.AddCurrentRun());
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void AddCurrentRun_OtherOrderOfBlocks_IsNew()
    {
        var seen = new SeenEdges();
        Run(10, 20);
        _ = seen.AddCurrentRun();
        Run(20, 10);
        Assert.True(seen.AddCurrentRun());
    }

    [Fact]
    public void AddCurrentRun_LoopCounts_AreNewByBucket()
    {
        var seen = new SeenEdges();
        RunLoop(9);
        _ = seen.AddCurrentRun();
        RunLoop(12);
        Assert.False(seen.AddCurrentRun());
        RunLoop(40);
        Assert.True(seen.AddCurrentRun());
    }

    [Fact]
    public void Hit_CounterWraps_IsNeverZero()
    {
        // The second and later hits of block 2 all count the edge 1 -> 2.
        CoverageMap.Clear();
        for (int count = 0; count < 257; count++)
        {
            CoverageMap.Hit(2);
        }

        Assert.NotEqual(0, CoverageMap.Edges[2 ^ 1]);
    }

    [Fact]
    public void Hit_OnAThreadThatIsNotTraced_IsNotCounted()
    {
        CoverageMap.Clear();
        var thread = new Thread(static () => CoverageMap.Hit(3));
        thread.Start();
        thread.Join();

        Assert.Equal(-1, CoverageMap.Edges.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void AddCurrentRun_LastEdgeOfTheMap_IsSeen()
    {
        var seen = new SeenEdges();
        Run(CoverageMap.LengthBytes - 1);
        Assert.True(seen.AddCurrentRun());
        Assert.Equal(1, seen.Count);
    }

    private static void Run(params int[] blocks)
    {
        CoverageMap.Clear();
        foreach (int block in blocks)
        {
            CoverageMap.Hit(block);
        }
    }

    private static void RunLoop(int count)
    {
        CoverageMap.Clear();
        for (int index = 0; index < count; index++)
        {
            CoverageMap.Hit(7);
        }
    }
}
