using System;
using System.Linq;
using Xunit;

namespace Native.Benchmarks.Tests;

public sealed class ScenarioCatalogTests
{
    /// <summary>Enough for buffers to have grown, pools to be filled and code to be compiled.</summary>
    private const int SettlingPasses = 10;

    public static TheoryData<string, string> EveryPeer()
    {
        var cases = new TheoryData<string, string>();
        foreach (Scenario scenario in ScenarioCatalog.All)
        {
            foreach (Peer peer in scenario.Peers)
            {
                cases.Add(scenario.Name, peer.Name);
            }
        }

        return cases;
    }

    public static TheoryData<string> EveryScenario() => [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(EveryPeer))]
    public void Peer_PassAfterPass_GivesTheExpectedOutcome(string scenarioName, string peerName)
    {
        Scenario scenario = Find(scenarioName);
        Outcome expected = scenario.Expected();
        using Workload workload = scenario.Peers.Single(peer => peer.Name == peerName).Create();

        for (int pass = 0; pass < 3; pass++)
        {
            Assert.Equal(expected, workload.Pass() with { Retained = 0 });
        }
    }

    [Theory]
    [MemberData(nameof(EveryScenario))]
    public void Ours_AtSteadyState_AllocatesNothing(string scenarioName)
    {
        using Workload workload = Find(scenarioName).Peers.Single(peer => peer.Name == Peer.Ours).Create();
        for (int pass = 0; pass < SettlingPasses; pass++)
        {
            workload.Pass();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int pass = 0; pass < 3; pass++)
        {
            workload.Pass();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Catalog_Names_AreUnique() =>
        Assert.Equal(
            ScenarioCatalog.All.Count,
            ScenarioCatalog.All.Select(scenario => scenario.Name).Distinct().Count());

    [Fact]
    public void Catalog_PartOfAName_FindsTheScenariosThatHoldIt()
    {
        Assert.Equal(4, ScenarioCatalog.Matching("find").Count);
        Assert.Equal(
            ["lines-owned-64-4096"],
            ScenarioCatalog.Matching("owned-64-4*").Select(scenario => scenario.Name));
        Assert.Empty(ScenarioCatalog.Matching("nothing-like-it"));
    }

    private static Scenario Find(string name) => ScenarioCatalog.All.Single(scenario => scenario.Name == name);
}
